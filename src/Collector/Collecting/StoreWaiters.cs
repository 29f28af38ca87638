using System.Collections.Immutable;
using Tracing.Assembling;
using Tracing.Contracts;
using Tracing.Wire.Spans;

namespace Tracing.Collecting;

/// <summary>Which held batches wait for which open traces, and then for the put with which those are stored.</summary>
/// <remarks>
/// One owner, the collector's state. A trace that is closed when a batch comes in needs no entry, be it by this batch,
/// late or
/// repeated: a batch is taken with the put after all that closed before, and is stored at that moment at the earliest.
/// </remarks>
internal sealed class StoreWaiters
{
    private readonly Dictionary<BatchId, PendingBatch> _byId = [];
    private readonly Dictionary<TraceId, List<PendingBatch>> _open = [];

    // Those who waited for traces that go with the next put, and with the put under way.
    private List<List<PendingBatch>> _closed = [];
    private List<List<PendingBatch>> _underWay = [];

    public int Count => _byId.Count;

    public PendingBatch? Find(BatchId id) => _byId.GetValueOrDefault(id);

    /// <summary>Takes a batch whose spans have been assembled, after <see cref="Close"/> for all that they
    /// closed.</summary>
    public void Add(PendingBatch batch, ImmutableArray<RawSpan> spans, TraceAssembler assembler)
    {
        _byId.Add(batch.Id, batch);
        TraceId last = default;
        foreach (var span in spans)
        {
            if (span.TraceId == last) continue;
            last = span.TraceId;
            if (!assembler.IsOpen(last)) continue;
            if (!_open.TryGetValue(last, out var waiting)) _open.Add(last, waiting = []);
            // A batch in which the spans of several traces alternate meets itself here.
            if (waiting.Count > 0 && ReferenceEquals(waiting[^1], batch)) continue;
            waiting.Add(batch);
            batch.OpenTraces++;
        }
    }

    public void Close(TraceId trace)
    {
        if (_open.Remove(trace, out var waiting)) _closed.Add(waiting);
    }

    /// <summary>All that closed since the last call is on its way to the sinks.</summary>
    public void PutStarts() => (_underWay, _closed) = (_closed, _underWay);

    /// <summary>What was on its way is stored; <paramref name="stored"/> gets the taken batches that wait for nothing
    /// more.</summary>
    public void PutEnds(ICollection<PendingBatch> stored)
    {
        foreach (var waiting in _underWay)
            foreach (var batch in waiting)
                if (--batch.OpenTraces == 0 && batch.IsTaken)
                    stored.Add(batch);
        _underWay.Clear();
    }

    public void Remove(PendingBatch batch) => _byId.Remove(batch.Id);
}
