using System.Collections.Immutable;
using Tracing.Wire.Spans;

namespace Tracing.Assembling;

/// <summary>A trace that is not closed yet: its ledger and its spans. Owned by the assembler.</summary>
internal sealed class OpenTrace(TraceId id, DateTimeOffset now)
{
    /// <summary>Measured by <c>bench assembly</c>.</summary>
    private const int OverheadBytes = 200;

    private readonly ImmutableArray<RawSpan>.Builder _spans = ImmutableArray.CreateBuilder<RawSpan>();

    public TraceId Id { get; } = id;

    public TraceLedger Ledger { get; } = new();

    public DateTimeOffset FirstSeen { get; } = now;

    public DateTimeOffset LastSeen { get; private set; } = now;

    /// <summary>Bytes that its spans use in memory.</summary>
    public long Bytes { get; private set; }

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

    /// <summary>Removes and returns the spans.</summary>
    public ImmutableArray<RawSpan> DrainSpans() => _spans.DrainToImmutable();

    /// <summary>Returns the bytes that a span uses: its own and those of its <see cref="RawSpan"/>, its ledger entry
    /// and its part of the arrays.</summary>
    public static long Weight(in RawSpan span) => span.Bytes.Length + OverheadBytes;
}
