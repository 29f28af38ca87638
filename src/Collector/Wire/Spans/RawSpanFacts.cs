namespace Tracing.Wire.Spans;

/// <summary>The yes-or-no facts of a <see cref="RawSpan"/>.</summary>
[Flags]
public enum RawSpanFacts : byte
{
    None = 0,
    ChildrenOpen = 1,
    Detached = 2,
    Stashed = 4,
    Undelivered = 8,
    Error = 16,

    /// <summary>The span says that its parent is somebody else's.</summary>
    ParentForeign = 32,

    /// <summary>The parent ran in another process.</summary>
    ParentRemote = 64,
}
