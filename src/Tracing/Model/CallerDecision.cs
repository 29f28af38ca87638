namespace Tracing;

/// <summary>The decision on recording that the sender of a context has made, as far as its header format can express
/// it.</summary>
public enum CallerDecision : byte
{
    /// <summary>No decision: the receiver decides. Always so with the tutorial's headers, sometimes with B3.</summary>
    None = 0,

    /// <summary>Not recorded. B3 can say this without naming a trace.</summary>
    Drop = 1,

    /// <summary>Recorded.</summary>
    Keep = 2,

    /// <summary>Recorded, and every receiver is asked to record too (B3's debug flag). In other formats it becomes
    /// Keep.</summary>
    Debug = 3,
}
