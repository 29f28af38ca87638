namespace Tracing.Assembling;

/// <summary>What is known of one span id: that its span is here, or that others name it as their parent.</summary>
internal struct LedgerEntry
{
    public SpanId Id;
    public SpanId Parent;
    public ulong Hash;

    /// <summary>Children that it says it caused; -1 when its library does not count.</summary>
    public int Announced;

    /// <summary>Counted children that are here.</summary>
    public int Arrived;

    /// <summary>Spans, counted or not, that name it as their parent.</summary>
    public int Named;

    public bool IsHere;

    public readonly bool IsUnbalanced => IsHere && Announced >= 0 && Announced != Arrived;

    public readonly int Lacks => IsHere && Announced > Arrived ? Announced - Arrived : 0;
}
