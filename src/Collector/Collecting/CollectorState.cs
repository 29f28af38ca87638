using System.Collections.Immutable;
using Tracing.Assembling;
using Tracing.Contracts;
using Tracing.Wire.Spans;

namespace Tracing.Collecting;

/// <summary>The collector without its threads: an assembler, and one store request at a time behind it.</summary>
/// <remarks>
/// Pure, one owner. A batch is answered when it is taken, and one that its sender holds again when it is stored (see
/// <see cref="BatchAnswer"/>). While a store request is under way, what closes waits for the next; over
/// <paramref name="maxWaiting"/> closed traces, or <paramref name="maxHeld"/> held batches, batches are refused.
/// </remarks>
/// <param name="incarnation">Another number at each start, so that senders notice that the state before is
/// gone.</param>
/// <param name="shard">Which share of all traces it has; 0 where there is only one.</param>
/// <param name="budget">What it shares with other shards of the same process; null: its own.</param>
public sealed class CollectorState(
    AssemblerSettings settings, long incarnation = 0, int shard = 0, int maxWaiting = CollectorState.DefaultMaxWaiting,
    int maxHeld = CollectorState.DefaultMaxHeld, AssemblyBudget? budget = null)
{
    /// <summary>Closed traces that may wait for the sinks.</summary>
    public const int DefaultMaxWaiting = 50_000;

    /// <summary>Batches whose senders wait to hear that they are stored; about 200 bytes each.</summary>
    public const int DefaultMaxHeld = 1_000_000;

    private readonly TraceAssembler _assembler = new(settings, budget);
    private readonly StoreWaiters _held = new();
    private ImmutableArray<ClosedTrace> _underWay = [];
    private readonly ImmutableArray<ClosedTrace>.Builder _waiting = ImmutableArray.CreateBuilder<ClosedTrace>();

    // Batches that are taken with the put under way, and with the next.
    private List<PendingBatch> _batchesUnderWay = [];
    private List<PendingBatch> _batchesWaiting = [];
    private readonly List<PendingBatch> _stored = [];
    private readonly ImmutableArray<BatchAnswer>.Builder _answers = ImmutableArray.CreateBuilder<BatchAnswer>();
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

    /// <summary>Nothing is open and nothing waits: until the next batch there is nothing to look at.</summary>
    public bool IsResting => IsIdle && _assembler.OpenTraces == 0;

    /// <summary>What the state weighs for others is given back; it is not used any more.</summary>
    public void Leave() => _assembler.Leave();

    /// <param name="isHeld">The sender holds the batch until it is stored, and sends it again meanwhile.</param>
    /// <returns>False: too much waits; nothing was taken.</returns>
    public bool TryAdd(
        BatchId batch, ImmutableArray<RawSpan> spans, bool isHeld, DateTimeOffset now, out CollectorEffects effects)
    {
        effects = CollectorEffects.None;
        if (isHeld && _held.Find(batch) is { } known)
        {
            // Sent again: its spans are here, or their traces are closed and may even be forgotten.
            if (known.IsTaken) effects = new CollectorEffects([], [Answer(known)]);
            return true;
        }
        if (_waiting.Count >= maxWaiting || _held.Count >= maxHeld)
        {
            _refused++;
            return false;
        }
        Close(_assembler.Add(spans, now));
        var pending = new PendingBatch(batch, isHeld);
        if (isHeld) _held.Add(pending, spans, _assembler);
        _batchesWaiting.Add(pending);
        effects = Next();
        return true;
    }

    public CollectorEffects Expire(DateTimeOffset now)
    {
        Close(_assembler.Expire(now));
        return Next();
    }

    /// <summary>Closes all that is open, for a stop.</summary>
    public CollectorEffects Flush(DateTimeOffset now)
    {
        Close(_assembler.Flush(now));
        return Next();
    }

    public CollectorEffects Stored()
    {
        _underWay = [];
        EndPut();
        return Next();
    }

    /// <summary>The same traces are put again at the next <see cref="Retry"/>; stores are idempotent.</summary>
    public void StoreFailed() => _sinkFailures++;

    public CollectorEffects Retry() => new(_underWay, []);

    private void Close(ImmutableArray<ClosedTrace> closed)
    {
        foreach (var trace in closed)
        {
            _held.Close(trace.TraceId);
            // A dropped trace is done with: the next put, even an empty one, lets its batches go.
            if (trace.Decision.Keeps) _waiting.Add(trace);
        }
    }

    private CollectorEffects Next()
    {
        if (!_underWay.IsEmpty) return new CollectorEffects([], _answers.DrainToImmutable());
        _underWay = _waiting.DrainToImmutable();
        (_batchesUnderWay, _batchesWaiting) = (_batchesWaiting, _batchesUnderWay);
        _held.PutStarts();
        // With nothing to put, what came in has nothing to wait for.
        if (_underWay.IsEmpty) EndPut();
        return new CollectorEffects(_underWay, _answers.DrainToImmutable());
    }

    private void EndPut()
    {
        _stored.Clear();
        _held.PutEnds(_stored);
        foreach (var batch in _stored) _answers.Add(Answer(batch));
        foreach (var batch in _batchesUnderWay)
        {
            batch.IsTaken = true;
            _answers.Add(Answer(batch));
        }
        _batchesUnderWay.Clear();
    }

    private BatchAnswer Answer(PendingBatch batch)
    {
        var isStored = batch.IsHeld && batch.OpenTraces == 0;
        if (isStored) _held.Remove(batch);
        return new BatchAnswer(batch.Id, isStored, shard, incarnation);
    }
}
