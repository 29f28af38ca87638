using System.Collections.Immutable;
using Tracing.Wire.Spans;

namespace Tracing.Assembling;

/// <summary>A trace that is still coming in: its ledger and its spans. Owned by the assembler.</summary>
internal sealed class OpenTrace(TraceId id, DateTimeOffset now)
{
    /// <summary>Measured by <c>bench assembly</c>.</summary>
    private const int OverheadBytes = 200;

    private readonly ImmutableArray<RawSpan>.Builder _spans = ImmutableArray.CreateBuilder<RawSpan>();

    public TraceId Id { get; } = id;

    public TraceLedger Ledger { get; } = new();

    public DateTimeOffset FirstSeen { get; } = now;

    public DateTimeOffset LastSeen { get; private set; } = now;

    /// <summary>What its spans take in memory.</summary>
    public long Bytes { get; private set; }

    /// <summary>Its neighbours in <see cref="OldestTraces"/>, which alone sets them.</summary>
    public OpenTrace? Older { get; set; }

    public OpenTrace? Newer { get; set; }

    public void Take(in RawSpan span, DateTimeOffset now)
    {
        _spans.Add(span);
        Bytes += Weight(span);
        LastSeen = now;
    }

    /// <summary>When to look at this trace next, if nothing comes in before.</summary>
    public DateTimeOffset Due(AssemblerSettings settings)
    {
        var age = FirstSeen + settings.MaxAge;
        var settle = LastSeen + settings.Settle;
        return Ledger.MaySettle && settle < age ? settle : age;
    }

    /// <summary>Hands its spans over and holds them no longer.</summary>
    public ImmutableArray<RawSpan> TakeSpans() => _spans.DrainToImmutable();

    /// <summary>A span's bytes, and what is held besides: its skeleton, its ledger entry, its part of the
    /// arrays.</summary>
    public static long Weight(in RawSpan span) => span.Bytes.Length + OverheadBytes;
}
