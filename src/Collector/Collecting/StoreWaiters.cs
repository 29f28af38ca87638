using System.Collections.Immutable;
using Tracing.Assembling;
using Tracing.Contracts;
using Tracing.Wire.Spans;

namespace Tracing.Collecting;

/// <summary>Knows which batches wait for which open traces, and then for the put that stores those. One owner, the
/// collector's state.</summary>
/// <remarks>
/// Only open traces need an entry. Whatever closed before or with a batch is in the put after which the batch is marked
/// as put, and a batch is not stored before that.
/// </remarks>
internal sealed class StoreWaiters
{
    private readonly Dictionary<BatchId, PendingBatch> _byId = [];
    private readonly Dictionary<TraceId, List<PendingBatch>> _open = [];

    // Batches whose traces are in the next put (_closed) and in the current put (_underWay).
    private List<List<PendingBatch>> _closed = [];
    private List<List<PendingBatch>> _underWay = [];

    public int Count => _byId.Count;

    public PendingBatch? Find(BatchId id) => _byId.GetValueOrDefault(id);

    /// <summary>Adds a batch. Its spans are in the assembler, and <see cref="Close"/> has been called for each trace
    /// that they closed.</summary>
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
            // When the spans of several traces alternate, the batch may be in the list already.
            if (waiting.Count > 0 && ReferenceEquals(waiting[^1], batch)) continue;
            waiting.Add(batch);
            batch.OpenTraces++;
        }
    }

    public void Close(TraceId trace)
    {
        if (_open.Remove(trace, out var waiting)) _closed.Add(waiting);
    }

    /// <summary>Notes that all traces closed since the last call are on their way to the sinks.</summary>
    public void PutStarts() => (_underWay, _closed) = (_closed, _underWay);

    /// <summary>Notes that the put has ended. <paramref name="stored"/> gets the batches that were put and wait for
    /// no other trace.</summary>
    public void PutEnds(ICollection<PendingBatch> stored)
    {
        foreach (var waiting in _underWay)
            foreach (var batch in waiting)
                if (--batch.OpenTraces == 0 && batch.IsPut)
                    stored.Add(batch);
        _underWay.Clear();
    }

    public void Remove(PendingBatch batch) => _byId.Remove(batch.Id);
}
