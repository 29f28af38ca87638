using System.Collections.Immutable;
using System.Numerics;
using Tracing.Wire.Spans;

namespace Tracing.Assembling;

/// <summary>A trace that is not closed yet: its ledger and its spans. Owned by the assembler.</summary>
/// <param name="arrays">The assembler's arrays for spans.</param>
/// <param name="earlier">The same trace, as it was when it was forgotten.</param>
internal sealed class OpenTrace(TraceId id, DateTimeOffset now, SpanArrays arrays, LargeTraces.Entry? earlier = null)
{
    /// <summary>Measured by <c>bench assembly</c>.</summary>
    private const int OverheadBytes = 200;

    /// <summary>Bytes that a trace uses beside its spans: its objects, and its places in the assembler's lists. They
    /// count, because spans without a root make traces of one span each.</summary>
    public const int TraceBytes = 500;

    private RawSpan[] _spans = [];
    private int _count;

    public TraceId Id { get; } = id;

    public TraceLedger Ledger { get; } = new();

    /// <summary>The same trace, as it was when it was forgotten; null when it was small or is new.</summary>
    public LargeTraces.Entry? Earlier { get; } = earlier;

    /// <summary>Number of spans that were taken into the trace so far.</summary>
    public long SpanCount => (Earlier?.SpanCount ?? 0) + Ledger.SpanCount;

    public DateTimeOffset FirstSeen { get; } = now;

    public DateTimeOffset LastSeen { get; private set; } = now;

    /// <summary>Bytes that it uses in memory, with its spans.</summary>
    public long Bytes { get; private set; } = TraceBytes;

    /// <summary>End of the time for which it is held after no policy wanted it; null: it was not dropped.</summary>
    public DateTimeOffset? UnwantedUntil { get; set; }

    /// <summary>The sampler's number for the decision that dropped it; meaningless before that.</summary>
    public int DecisionNumber { get; set; }

    /// <summary>The trace before this one in <see cref="OldestTraces"/>, which alone sets both links.</summary>
    public OpenTrace? Older { get; set; }

    public OpenTrace? Newer { get; set; }

    public void Add(in RawSpan span, DateTimeOffset now)
    {
        if (_count == _spans.Length) _spans = _count == 0 ? arrays.Take(1) : arrays.Grow(_spans);
        _spans[_count++] = span;
        Bytes += Weight(span);
        LastSeen = now;
    }

    /// <summary>Returns the time to look at this trace next, if no span comes in before.</summary>
    public DateTimeOffset Due(AssemblerSettings settings)
    {
        var age = FirstSeen + settings.MaxAge;
        var settle = LastSeen + settings.Settle;
        return Ledger.MaySettle && settle < age ? settle : age;
    }

    /// <summary>Copies the trace as it is now.</summary>
    /// <param name="maxSpans">Maximum number of spans that are copied: those that came first.</param>
    public OpenTraceCopy Copy(int maxSpans)
    {
        var copied = Math.Clamp(maxSpans, 0, _count);
        return new OpenTraceCopy(
            Id, [.. _spans.AsSpan(0, copied)], _count - copied, Ledger.Conflicts, FirstSeen);
    }

    /// <summary>Removes and returns the spans.</summary>
    public ImmutableArray<RawSpan> DrainSpans()
    {
        ImmutableArray<RawSpan> spans = [.. _spans.AsSpan(0, _count)];
        if (_count > 0) arrays.Return(_spans, _count);
        (_spans, _count) = ([], 0);
        return spans;
    }

    /// <summary>Puts drained spans back.</summary>
    public void Restore(ImmutableArray<RawSpan> spans)
    {
        _spans = spans.IsEmpty ? [] : arrays.Take((int)BitOperations.RoundUpToPowerOf2((uint)spans.Length));
        spans.CopyTo(_spans);
        _count = spans.Length;
    }

    /// <summary>Returns the bytes that a span uses: its own and those of its <see cref="RawSpan"/>, its ledger entry
    /// and its part of the arrays.</summary>
    public static long Weight(in RawSpan span) => span.Bytes.Length + OverheadBytes;
}
