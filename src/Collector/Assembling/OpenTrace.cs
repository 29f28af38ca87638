using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Tracing.Wire.Spans;

namespace Tracing.Assembling;

/// <summary>A trace that is not closed yet: its ledger and its spans. Owned by the assembler.</summary>
/// <param name="earlier">The same trace, as it was when it was forgotten.</param>
internal sealed class OpenTrace(TraceId id, DateTimeOffset now, LargeTraces.Entry? earlier = null)
{
    /// <summary>Measured by <c>bench assembly</c>.</summary>
    private const int OverheadBytes = 200;

    /// <summary>Bytes that a trace uses beside its spans: its objects, and its places in the assembler's lists. They
    /// count, because spans without a root make traces of one span each.</summary>
    public const int TraceBytes = 500;

    // Room for one, because the usual eight would be most of the memory of a trace of one span.
    private readonly ImmutableArray<RawSpan>.Builder _spans = ImmutableArray.CreateBuilder<RawSpan>(1);

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
        _spans.Add(span);
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
        var copied = new RawSpan[Math.Clamp(maxSpans, 0, _spans.Count)];
        _spans.CopyTo(0, copied, 0, copied.Length);
        return new OpenTraceCopy(Id, ImmutableCollectionsMarshal.AsImmutableArray(copied), _spans.Count - copied.Length,
            Ledger.Conflicts, FirstSeen);
    }

    /// <summary>Removes and returns the spans.</summary>
    public ImmutableArray<RawSpan> DrainSpans() => _spans.DrainToImmutable();

    /// <summary>Puts drained spans back.</summary>
    public void Restore(ImmutableArray<RawSpan> spans) => _spans.AddRange(spans);

    /// <summary>Returns the bytes that a span uses: its own and those of its <see cref="RawSpan"/>, its ledger entry
    /// and its part of the arrays.</summary>
    public static long Weight(in RawSpan span) => span.Bytes.Length + OverheadBytes;
}
