using System.Collections.Immutable;
using Tracing.Assembling;
using Tracing.Wire;

namespace Tracing.Collecting;

/// <summary>Which held batches wait for which traces. One owner, the collector's state.</summary>
/// <remarks>
/// A trace passes three stages, and a batch waits where its spans are: in an open trace, in a closing that goes with the
/// next put, or in the put under way. A late span's batch so waits for its own revision, not for what was put before.
/// </remarks>
internal sealed class HeldBatches
{
    private readonly Dictionary<BatchId, PendingBatch> _byId = [];
    private readonly Dictionary<TraceId, List<PendingBatch>> _open = [];

    // A trace without a list is here too: the batch that repeats its spans must wait for it.
    private Dictionary<TraceId, List<PendingBatch>?> _closed = [];
    private Dictionary<TraceId, List<PendingBatch>?> _underWay = [];

    public int Count => _byId.Count;

    public PendingBatch? Find(BatchId id) => _byId.GetValueOrDefault(id);

    /// <summary>Takes a batch whose spans have been assembled, after <see cref="Close"/> for all that they closed.</summary>
    public void Add(PendingBatch batch, ImmutableArray<RawSpan> spans, TraceAssembler assembler)
    {
        _byId.Add(batch.Id, batch);
        TraceId last = default;
        foreach (var span in spans)
        {
            if (span.TraceId == last) continue;
            last = span.TraceId;
            var waiting = WhereItWaits(last, assembler);
            // A batch whose spans of several traces alternate meets itself here.
            if (waiting is null || (waiting.Count > 0 && ReferenceEquals(waiting[^1], batch))) continue;
            waiting.Add(batch);
            batch.UnstoredTraces++;
        }
    }

    public void Close(TraceId trace)
    {
        if (_open.Remove(trace, out var waiting) && _closed.TryGetValue(trace, out var earlier) && earlier is not null)
            waiting.AddRange(earlier);
        if (waiting is not null || !_closed.ContainsKey(trace)) _closed[trace] = waiting;
    }

    /// <summary>All that closed since the last call is on its way to the sinks.</summary>
    public void PutStarts() => (_underWay, _closed) = (_closed, _underWay);

    /// <summary>What was on its way is stored; <paramref name="stored"/> gets the taken batches that wait for nothing more.</summary>
    public void PutEnds(ICollection<PendingBatch> stored)
    {
        foreach (var waiting in _underWay.Values)
        {
            if (waiting is null) continue;
            foreach (var batch in waiting)
                if (--batch.UnstoredTraces == 0 && batch.IsTaken)
                    stored.Add(batch);
        }
        _underWay.Clear();
    }

    public void Remove(PendingBatch batch) => _byId.Remove(batch.Id);

    private List<PendingBatch>? WhereItWaits(TraceId trace, TraceAssembler assembler)
    {
        if (assembler.IsOpen(trace))
        {
            if (!_open.TryGetValue(trace, out var waiting)) _open.Add(trace, waiting = []);
            return waiting;
        }
        var stage = _closed.ContainsKey(trace) ? _closed : _underWay;
        if (!stage.TryGetValue(trace, out var closing)) return null;
        return closing ?? (stage[trace] = []);
    }
}
