using System.Collections.Immutable;
using Tracing.Assembling;
using Tracing.Figures.OverTime;

namespace Tracing.Keeping;

/// <summary>Keeps the newest traces in memory, up to a size and an age; the oldest make room. For a single node without
/// a disk.</summary>
/// <remarks>Any thread: one lock, held during a put or a scan. Traces that are too old are removed at the next
/// put.</remarks>
/// <param name="maxAge">Age since the first part of a trace was stored, whatever the wall clock does; null to keep traces
/// as long as there is room.</param>
public sealed class MemoryTraceStore(long maxBytes, TimeSpan? maxAge = null, TimeProvider? time = null) : ITraceStore
{
    /// <summary>Bytes counted for each trace beside its spans' own: span skeletons and index entries.</summary>
    private const int BytesPerTrace = 400;

    /// <summary>Cells from which on the newest figures are packed.</summary>
    private const int MostNewCells = 4_096;

    /// <summary>The share of the size that packed figures may have.</summary>
    private const int FiguresShare = 8;

    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private readonly Lock _lock = new();
    private readonly Dictionary<TraceId, LinkedListNode<KeptParts>> _byId = [];
    private readonly LinkedList<KeptParts> _oldestFirst = new();
    private readonly OperationIndex _operations = new();
    private readonly SpanFigures _newFigures = new();
    private readonly FigureShelf _figures = new(maxBytes / FiguresShare);
    private long _bytes;
    private long _evicted;

    /// <summary>128 MiB: about 100,000 traces of three small spans.</summary>
    public const long DefaultMaxBytes = 128L << 20;

    public StoreCounts Counts
    {
        get
        {
            lock (_lock) return new(_byId.Count, _bytes + _figures.Bytes, _evicted);
        }
    }

    public ValueTask PutAsync(ImmutableArray<ClosedTrace> traces, CancellationToken stopping = default)
    {
        lock (_lock)
        {
            foreach (var trace in traces) Put(trace);
            while (_oldestFirst.First is { } oldest
                && ((_bytes + _figures.Bytes > maxBytes && _oldestFirst.Count > 1)
                    || _time.GetElapsedTime(oldest.Value.StoredAt) > maxAge))
            {
                Remove(oldest);
                _evicted++;
            }
            if (_newFigures.Table.CellCount >= MostNewCells) PackFigures();
        }
        return ValueTask.CompletedTask;
    }

    public ValueTask<KeptTrace?> GetAsync(TraceId id, CancellationToken stopping = default)
    {
        lock (_lock) return ValueTask.FromResult(_byId.GetValueOrDefault(id)?.Value.United());
    }

    public ValueTask<ImmutableArray<KeptTrace>> FindAsync(TraceQuery query, CancellationToken stopping = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        // Matching decodes spans, so it works outside the lock, on a copy of the references.
        if (query.Order != TraceOrder.Stored)
            return ValueTask.FromResult(TraceRank.First(Matching(query, stopping), query));
        var found = ImmutableArray.CreateBuilder<KeptTrace>();
        foreach (var trace in Matching(query, stopping))
        {
            found.Add(trace);
            if (found.Count >= query.MaxTraces) break;
        }
        return ValueTask.FromResult(found.DrainToImmutable());
    }

    public ValueTask<ImmutableArray<string>> ServicesAsync(CancellationToken stopping = default)
    {
        lock (_lock) return ValueTask.FromResult(_operations.Services());
    }

    public ValueTask<ImmutableArray<Operation>> OperationsAsync(string service, CancellationToken stopping = default)
    {
        lock (_lock) return ValueTask.FromResult(_operations.Of(service));
    }

    public ValueTask<FigureAnswer> FiguresAsync(FigureQuery query, CancellationToken stopping = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        var reading = new FigureReading(query);
        FigureAnswer answer;
        lock (_lock)
        {
            _figures.Read(reading, query);
            reading.Add(_newFigures.Table);
            answer = reading.End(_figures.SinceMinute);
        }
        return ValueTask.FromResult(answer);
    }

    private void PackFigures()
    {
        var now = _time.GetUtcNow();
        _figures.Add(_newFigures.Table, FigureWindow.At(now, now, maxAge ?? TimeSpan.FromDays(3650)));
        _newFigures.Table.Clear();
    }

    private IEnumerable<KeptTrace> Matching(TraceQuery query, CancellationToken stopping)
    {
        foreach (var trace in NewestFirst())
        {
            stopping.ThrowIfCancellationRequested();
            if (query.Matches(trace)) yield return trace;
        }
    }

    private KeptTrace[] NewestFirst()
    {
        lock (_lock)
        {
            return [.. _oldestFirst.Reverse().Select(parts => parts.United())];
        }
    }

    private void Put(ClosedTrace trace)
    {
        var part = KeptTrace.Of(trace);
        Count(part);
        if (!_byId.TryGetValue(trace.TraceId, out var node))
        {
            _byId.Add(trace.TraceId, _oldestFirst.AddLast(new KeptParts(part, _time.GetTimestamp())));
            _newFigures.Add(part.Raw.AsSpan(), part.Decision.Weight);
            return;
        }
        _newFigures.Add(node.Value.Add(part).AsSpan(), part.Decision.Weight);
        if (!node.Value.WantsUniting) return;
        foreach (var one in node.Value.Parts) Discount(one);
        node.Value.Unite();
        Count(node.Value.United());
    }

    private void Remove(LinkedListNode<KeptParts> node)
    {
        _oldestFirst.Remove(node);
        _byId.Remove(node.Value.TraceId);
        foreach (var part in node.Value.Parts) Discount(part);
    }

    private void Count(KeptTrace trace)
    {
        _bytes += Weight(trace);
        _operations.Add(trace);
    }

    private void Discount(KeptTrace trace)
    {
        _bytes -= Weight(trace);
        _operations.Remove(trace);
    }

    private static long Weight(KeptTrace trace) => BytesPerTrace + trace.Bytes;
}
