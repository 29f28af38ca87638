namespace Tracing.Wire.Spans;

/// <summary>What a skim reads off a span besides ids, times and the count of children.</summary>
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
