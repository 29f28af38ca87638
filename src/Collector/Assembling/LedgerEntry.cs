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

    /// <summary>Number of spans, counted or not, that name it as their parent and wait for it.</summary>
    public int Named;

    // One number for both, because a ledger has an entry for each span of each open trace.
    private uint _hereAndUnwaited;

    private const uint HereBit = 1u << 31;

    public bool IsHere
    {
        readonly get => (_hereAndUnwaited & HereBit) != 0;
        set => _hereAndUnwaited = value ? _hereAndUnwaited | HereBit : _hereAndUnwaited & ~HereBit;
    }

    /// <summary>Number of spans that name it as their parent and do not wait for it, because it is somebody
    /// else's.</summary>
    public int Unwaited
    {
        readonly get => (int)(_hereAndUnwaited & ~HereBit);
        set => _hereAndUnwaited = (_hereAndUnwaited & HereBit) | (uint)value;
    }

    public readonly bool IsUnbalanced => IsHere && Announced >= 0 && Announced != Arrived;

    public readonly int Lacks => IsHere && Announced > Arrived ? Announced - Arrived : 0;
}
