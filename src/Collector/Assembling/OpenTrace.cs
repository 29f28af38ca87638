using System.Collections.Immutable;
using Tracing.Wire;

namespace Tracing.Assembling;

/// <summary>A trace that is still coming in: its ledger and its spans. Owned by the assembler.</summary>
internal sealed class OpenTrace(TraceId id, DateTimeOffset now)
{
    private readonly ImmutableArray<RawSpan>.Builder _spans = ImmutableArray.CreateBuilder<RawSpan>();

    public TraceId Id { get; } = id;

    public TraceLedger Ledger { get; } = new();

    public DateTimeOffset FirstSeen { get; } = now;

    public DateTimeOffset LastSeen { get; private set; } = now;

    /// <summary>Bytes of span data held.</summary>
    public long Bytes { get; private set; }

    public void Take(in RawSpan span, DateTimeOffset now)
    {
        _spans.Add(span);
        Bytes += span.Bytes.Length;
        LastSeen = now;
    }

    /// <summary>When to look at this trace next, if nothing comes in before.</summary>
    public DateTimeOffset Due(AssemblerSettings settings)
    {
        var age = FirstSeen + settings.MaxAge;
        var settle = LastSeen + settings.Settle;
        return Ledger.MaySettle && settle < age ? settle : age;
    }

    public ImmutableArray<RawSpan> Spans() => _spans.DrainToImmutable();
}
