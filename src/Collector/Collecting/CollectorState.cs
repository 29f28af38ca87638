using System.Collections.Immutable;
using Tracing.Assembling;
using Tracing.Wire;

namespace Tracing.Collecting;

/// <summary>The collector without its threads: an assembler, and one store request at a time behind it.</summary>
/// <remarks>
/// Pure, one owner. A batch is taken when the traces that it closed are stored or sampled away, so whoever sent it may forget it then. While a
/// store request is under way, what closes waits for the next; over <paramref name="maxWaiting"/> traces, batches are refused.
/// </remarks>
public sealed class CollectorState(AssemblerSettings settings, int maxWaiting = CollectorState.DefaultMaxWaiting)
{
    /// <summary>Closed traces that may wait for the sinks.</summary>
    public const int DefaultMaxWaiting = 50_000;

    private readonly TraceAssembler _assembler = new(settings);
    private ImmutableArray<ClosedTrace> _underWay = [];
    private ImmutableArray<long> _batchesUnderWay = [];
    private readonly ImmutableArray<ClosedTrace>.Builder _waiting = ImmutableArray.CreateBuilder<ClosedTrace>();
    private readonly ImmutableArray<long>.Builder _batchesWaiting = ImmutableArray.CreateBuilder<long>();
    private long _refused;
    private long _sinkFailures;

    public CollectorCounts Counts => new(_assembler.Counts, _assembler.OpenTraces, _assembler.OpenBytes,
        _waiting.Count + _underWay.Length, _refused, _sinkFailures)
    {
        Decisions = _assembler.Decisions,
        Figures = _assembler.Figures,
    };

    /// <summary>Nothing waits for the sinks, and nothing is on its way to them.</summary>
    public bool IsIdle => _underWay.IsEmpty && _waiting.Count == 0;

    /// <summary>False: too much waits; nothing was taken.</summary>
    public bool TryAdd(long batch, ImmutableArray<RawSpan> spans, DateTimeOffset now, out CollectorEffects effects)
    {
        effects = CollectorEffects.None;
        if (_waiting.Count >= maxWaiting)
        {
            _refused++;
            return false;
        }
        Wait(_assembler.Add(spans, now));
        _batchesWaiting.Add(batch);
        effects = Next([]);
        return true;
    }

    public CollectorEffects Expire(DateTimeOffset now)
    {
        Wait(_assembler.Expire(now));
        return Next([]);
    }

    /// <summary>Closes all that is open, for a stop.</summary>
    public CollectorEffects Flush(DateTimeOffset now)
    {
        Wait(_assembler.Flush(now));
        return Next([]);
    }

    public CollectorEffects Stored()
    {
        var taken = _batchesUnderWay;
        _underWay = [];
        _batchesUnderWay = [];
        return Next(taken);
    }

    /// <summary>The same traces are put again at the next <see cref="Retry"/>; stores are idempotent.</summary>
    public void StoreFailed() => _sinkFailures++;

    public CollectorEffects Retry() => new(_underWay, []);

    // A dropped trace is done with: its batches need wait for nothing on its account.
    private void Wait(ImmutableArray<ClosedTrace> closed)
    {
        foreach (var trace in closed)
            if (trace.Decision.Keeps)
                _waiting.Add(trace);
    }

    private CollectorEffects Next(ImmutableArray<long> taken)
    {
        if (!_underWay.IsEmpty) return new CollectorEffects([], taken);
        if (_waiting.Count == 0)
        {
            // Batches that closed nothing have nothing to wait for.
            var idle = _batchesWaiting.DrainToImmutable();
            return new CollectorEffects([], taken.AddRange(idle));
        }
        _underWay = _waiting.DrainToImmutable();
        _batchesUnderWay = _batchesWaiting.DrainToImmutable();
        return new CollectorEffects(_underWay, taken);
    }
}
