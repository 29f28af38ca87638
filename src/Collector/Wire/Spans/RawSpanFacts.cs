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
}
