namespace Tracing;

/// <summary>The yes-or-no facts of a span, in one byte; on the wire each is a boolean of
/// <see cref="TracingTags"/>.</summary>
[Flags]
internal enum SpanMarks : byte
{
    None = 0,
    ChildrenOpen = 1,
    Detached = 2,
    Stashed = 4,
    Unhandled = 8,

    /// <summary>The parent ran in another process; on the wire, bits 8 and 9 of OTLP's flags.</summary>
    RemoteParent = 16,

    /// <summary>The tags belong to others too and are copied before a change; never on the wire.</summary>
    SharesTags = 32,

    /// <summary>Its activity is its own, made for a listener, and ends with it.</summary>
    OwnsActivity = 64,

    /// <summary>It is no span of ours but stands for another's activity: never recorded, always a parent.</summary>
    StandsIn = 128,

    /// <summary>What becomes a boolean attribute.</summary>
    OnWire = ChildrenOpen | Detached | Stashed | Unhandled,
}
