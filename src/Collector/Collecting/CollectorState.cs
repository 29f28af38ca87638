using System.Collections.Immutable;
using Tracing.Assembling;
using Tracing.Contracts;
using Tracing.Wire.Spans;

namespace Tracing.Collecting;

/// <summary>The state of a collector: an assembler, and one store request at a time behind it. Pure; one
/// owner.</summary>
/// <remarks>
/// A batch is answered when it is taken. A batch that its sender holds is answered again when it is stored (see
/// <see cref="BatchAnswer"/>). While a store request is under way, traces that close wait for the next one. The sender
/// of a held batch may ask for an answer at once; while more than a few thousand traces wait, it gets none before those
/// are stored, which slows it down. Batches are refused while <paramref name="maxWaiting"/> closed traces or
/// <paramref name="maxHeld"/> held batches wait.
/// </remarks>
/// <param name="incarnation">A new number at each start, so that senders notice that the earlier state is gone.</param>
/// <param name="shard">The shard whose traces it collects; 0 when there is only one.</param>
/// <param name="budget">Shared with other shards of the process; null for a budget of its own.</param>
public sealed class CollectorState(
    AssemblerSettings settings, long incarnation = 0, int shard = 0, int maxWaiting = CollectorState.DefaultMaxWaiting,
    int maxHeld = CollectorState.DefaultMaxHeld, AssemblyBudget? budget = null)
{
    /// <summary>Number of closed traces that may wait for the sinks.</summary>
    public const int DefaultMaxWaiting = 50_000;

    /// <summary>Number of closed traces that may wait while batches are still answered at once: what a store writes in
    /// a quarter of a second.</summary>
    private const int MaxUnslowed = 2_048;

    /// <summary>Number of batches whose senders may wait to hear that they are stored; about 200 bytes each.</summary>
    public const int DefaultMaxHeld = 1_000_000;

    /// <summary>Number of revisions of one trace that are shown while they wait for the sinks.</summary>
    private const int MaxRevisions = 1_000;

    private readonly TraceAssembler _assembler = new(settings, budget);
    private readonly StoreWaiters _waiters = new();
    private ImmutableArray<ClosedTrace> _underWay = [];
    private readonly ImmutableArray<ClosedTrace>.Builder _waiting = ImmutableArray.CreateBuilder<ClosedTrace>();

    // Batches that are taken when the current put ends, and when the next one ends.
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

    /// <summary>True when no trace waits for the sinks or is on its way to them.</summary>
    public bool IsIdle => _underWay.IsEmpty && _waiting.Count == 0;

    /// <summary>True when no trace is open and none waits: nothing can happen until the next batch.</summary>
    public bool IsResting => IsIdle && _assembler.OpenTraces == 0;

    /// <summary>Returns copies of traces that are not in the sinks yet.</summary>
    public UnstoredTraces Unstored(UnstoredAsk ask)
    {
        ArgumentNullException.ThrowIfNull(ask);
        var open = ask.TraceId is { } id
            ? _assembler.CopyOf(id, ask.MaxSpans) is { } copy ? [copy] : []
            : _assembler.CopyNewest(ask.MaxTraces, ask.MaxSpans);
        return new UnstoredTraces(
            open, [.. WaitingNewestFirst().Take(ask.TraceId is null ? ask.MaxTraces : MaxRevisions)]);

        IEnumerable<ClosedTrace> WaitingNewestFirst()
        {
            for (var i = _waiting.Count - 1; i >= 0; i--)
                if (IsAskedFor(_waiting[i]))
                    yield return _waiting[i];
            for (var i = _underWay.Length - 1; i >= 0; i--)
                if (IsAskedFor(_underWay[i]))
                    yield return _underWay[i];
        }

        bool IsAskedFor(ClosedTrace trace) => ask.TraceId is null || ask.TraceId == trace.TraceId;
    }

    /// <summary>Gives its part of a shared budget back, when its owner stops; the state is not used any more.</summary>
    public void ReleaseBudget() => _assembler.ReleaseBudget();

    /// <param name="isHeldBySender">The sender holds the batch until it is stored, and may send it again.</param>
    /// <param name="answersAtOnce">A held batch is answered as taken now, and not when the traces that it closed are
    /// stored.</param>
    /// <returns>False when too much waits; nothing was added then.</returns>
    public bool TryAdd(
        BatchId batch, ImmutableArray<RawSpan> spans, bool isHeldBySender, DateTimeOffset now,
        out CollectorEffects effects, bool answersAtOnce = false)
    {
        effects = CollectorEffects.None;
        if (isHeldBySender && _waiters.Find(batch) is { } known)
        {
            // The batch was sent again. Its spans must not be added again: their traces may be closed and forgotten.
            if (known.IsAnswered) effects = new CollectorEffects([], [Answer(known)]);
            return true;
        }
        if (_waiting.Count >= maxWaiting || _waiters.Count >= maxHeld)
        {
            _refused++;
            return false;
        }
        Close(_assembler.Add(spans, now));
        var pending = new PendingBatch(batch, isHeldBySender);
        if (isHeldBySender) _waiters.Add(pending, spans, _assembler);
        _batchesWaiting.Add(pending);
        effects = Next(answersAtOnce ? pending : null);
        return true;
    }

    public CollectorEffects Expire(DateTimeOffset now)
    {
        Close(_assembler.Expire(now));
        return Next();
    }

    /// <summary>Closes all open traces, for a stop.</summary>
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

    /// <summary>Notes that the put failed. <see cref="Retry"/> puts the same traces again; stores are
    /// idempotent.</summary>
    public void StoreFailed() => _sinkFailures++;

    public CollectorEffects Retry() => new(_underWay, []);

    private void Close(ImmutableArray<ClosedTrace> closed)
    {
        foreach (var trace in closed)
        {
            _waiters.Close(trace.TraceId);
            // A dropped trace needs no put; the end of the next put, even an empty one, answers its batches.
            if (trace.Decision.Keeps) _waiting.Add(trace);
        }
    }

    private CollectorEffects Next(PendingBatch? added = null)
    {
        var put = ImmutableArray<ClosedTrace>.Empty;
        if (_underWay.IsEmpty)
        {
            put = _underWay = _waiting.DrainToImmutable();
            (_batchesUnderWay, _batchesWaiting) = (_batchesWaiting, _batchesUnderWay);
            _waiters.PutStarts();
            // With nothing to put, the batches are taken at once.
            if (_underWay.IsEmpty) EndPut();
        }
        if (added is { IsAnswered: false, IsHeldBySender: true } && _waiting.Count <= MaxUnslowed) Tell(added);
        return new CollectorEffects(put, _answers.DrainToImmutable());
    }

    private void EndPut()
    {
        _stored.Clear();
        _waiters.PutEnds(_stored);
        foreach (var batch in _stored) _answers.Add(Answer(batch));
        foreach (var batch in _batchesUnderWay)
        {
            batch.IsPut = true;
            // There is nothing new to say of a batch that was answered and still waits for an open trace.
            if (!batch.IsAnswered || batch.OpenTraces == 0) Tell(batch);
        }
        _batchesUnderWay.Clear();
    }

    private void Tell(PendingBatch batch)
    {
        batch.IsAnswered = true;
        _answers.Add(Answer(batch));
    }

    private BatchAnswer Answer(PendingBatch batch)
    {
        var isStored = batch.IsHeldBySender && batch.IsPut && batch.OpenTraces == 0;
        if (isStored) _waiters.Remove(batch);
        return new BatchAnswer(batch.Id, isStored, shard, incarnation);
    }
}
