namespace Tracing.Assembling;

/// <summary>The facts known about one span id: its span is here, or other spans name it as their parent.</summary>
internal struct LedgerEntry
{
    public SpanId Id;
    public SpanId Parent;
    public ulong Hash;

    /// <summary>Number of children that the span says it caused; -1 when its library does not count.</summary>
    public int Announced;

    /// <summary>Number of its counted children that are here.</summary>
    public int Arrived;

    /// <summary>Number of spans, counted or not, that name it as their parent.</summary>
    public int Named;

    public bool IsHere;

    public readonly bool IsUnbalanced => IsHere && Announced >= 0 && Announced != Arrived;

    public readonly int Lacks => IsHere && Announced > Arrived ? Announced - Arrived : 0;
}
