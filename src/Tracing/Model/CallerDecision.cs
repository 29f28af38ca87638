namespace Tracing;

/// <summary>What the sender of a context says about recording its trace, as far as its format can say it.</summary>
public enum CallerDecision : byte
{
    /// <summary>Nothing: the receiver decides. The tutorial's headers always say this, B3 may.</summary>
    None = 0,

    /// <summary>Not recorded. B3 can say this without naming a trace.</summary>
    Drop = 1,

    /// <summary>Recorded.</summary>
    Keep = 2,

    /// <summary>Recorded, and every receiver is asked to record too (B3's debug flag; elsewhere Keep).</summary>
    Debug = 3,
}
