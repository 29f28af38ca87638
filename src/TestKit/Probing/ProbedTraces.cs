using System.Collections.Immutable;
using Tracing.Assembling;
using Tracing.Trees;
using Tracing.Wire.Spans;

namespace Tracing.Testing;

/// <summary>The traces of a probe: those still open, those that closed and wait for a test, and the tests that
/// wait.</summary>
/// <remarks>Any thread; one lock.</remarks>
internal sealed class ProbedTraces(TimeProvider time)
{
    /// <summary>Closed traces that wait for a test; the oldest makes room.</summary>
    private const int MaxWaiting = 10_000;

    /// <summary>Closed traces whose spans are remembered, for revisions that bring only what came late.</summary>
    private const int MaxRemembered = 10_000;

    /// <summary>Spans of open traces that are noted; a text about what comes on top shows less.</summary>
    private const int MaxOpenSpans = 1_000_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<TraceId, List<RawSpan>> _open = [];
    private readonly Dictionary<TraceId, ImmutableArray<TraceSpan>> _remembered = [];
    private readonly Queue<TraceId> _oldest = new();
    private readonly LinkedList<ProbedTrace> _waiting = new();
    private readonly List<Waiter> _waiters = [];
    private readonly Dictionary<TraceId, (SpanId Id, string Name)> _running = [];
    private int _openSpans;

    /// <summary>Spans are about to enter the collector.</summary>
    public void Arrived(ImmutableArray<RawSpan> spans)
    {
        lock (_lock)
        {
            foreach (var span in spans)
            {
                // Repeated, or late: the collector revises a trace at once.
                if (_remembered.ContainsKey(span.TraceId) || _openSpans >= MaxOpenSpans) continue;
                if (!_open.TryGetValue(span.TraceId, out var open)) _open.Add(span.TraceId, open = []);
                open.Add(span);
                _openSpans++;
            }
        }
    }

    /// <summary>The collector has closed a trace, or revised one.</summary>
    public void Closed(ClosedTrace closed)
    {
        lock (_lock)
        {
            if (_open.Remove(closed.TraceId, out var open)) _openSpans -= open.Count;
            ImmutableArray<TraceSpan> spans = [.. closed.Spans.Select(span => TraceSpan.Decode(span))];
            if (_remembered.TryGetValue(closed.TraceId, out var earlier)) spans = [.. earlier, .. spans];
            else _oldest.Enqueue(closed.TraceId);
            _remembered[closed.TraceId] = spans;
            if (_remembered.Count > MaxRemembered) _remembered.Remove(_oldest.Dequeue());
            Offer(new ProbedTrace(closed.TraceId, closed.Completeness, spans, closed.Revision));
        }
    }

    public void Started(TraceContext root, string name)
    {
        lock (_lock) _running[root.TraceId] = (root.SpanId, name);
    }

    public void Ended(TraceId trace)
    {
        lock (_lock) _running.Remove(trace);
    }

    /// <summary>Takes the first closed trace of this kind, or waits for one.</summary>
    public Waiter Take(Predicate<ProbedTrace> isWanted)
    {
        var waiter = new Waiter(isWanted);
        lock (_lock)
        {
            for (var node = _waiting.First; node is not null; node = node.Next)
            {
                if (!isWanted(node.Value)) continue;
                _waiting.Remove(node);
                waiter.Got(node.Value);
                return waiter;
            }
            _waiters.Add(waiter);
        }
        return waiter;
    }

    /// <returns>False: it has got its trace meanwhile.</returns>
    public bool GiveUp(Waiter waiter)
    {
        lock (_lock) return _waiters.Remove(waiter);
    }

    public bool HasClosed
    {
        get
        {
            lock (_lock) return _remembered.Count > 0;
        }
    }

    /// <summary>The closed traces that no test has taken, the open ones, and the roots that run and are in none of
    /// these.</summary>
    public (ImmutableArray<ProbedTrace> Closed, ImmutableArray<ProbedTrace> Open, ImmutableArray<string> Running) Look()
    {
        lock (_lock)
        {
            var open = _open.Select(open => AsFarAsIn(open.Key, open.Value)).OrderBy(trace => trace.Name, StringComparer.Ordinal);
            var running = _running.Where(root => !_open.ContainsKey(root.Key)).Select(root => root.Value.Name);
            return ([.. _waiting], [.. open], [.. running.Order(StringComparer.Ordinal)]);
        }
    }

    // A collector of its own, so that the look does not close what the real one still waits for.
    private ProbedTrace AsFarAsIn(TraceId id, List<RawSpan> spans)
    {
        var assembler = new TraceAssembler(AssemblerSettings.Default with { MaxSpansPerTrace = MaxOpenSpans + 1 });
        var now = time.GetUtcNow();
        var closed = assembler.Add([.. spans], now).AddRange(assembler.Flush(now));
        var running = ImmutableDictionary<SpanId, string>.Empty;
        if (_running.TryGetValue(id, out var root)) running = running.Add(root.Id, root.Name);
        var decoded = closed.SelectMany(trace => trace.Spans).Select(span => TraceSpan.Decode(span));
        return new ProbedTrace(id, closed[0].Completeness, [.. decoded], isOpen: true, running: running);
    }

    private void Offer(ProbedTrace trace)
    {
        var found = _waiters.FindIndex(waiter => waiter.IsWanted(trace));
        if (found >= 0)
        {
            _waiters[found].Got(trace);
            _waiters.RemoveAt(found);
            return;
        }
        _waiting.AddLast(trace);
        if (_waiting.Count > MaxWaiting) _waiting.RemoveFirst();
    }

    /// <summary>A test that waits for a trace.</summary>
    internal sealed class Waiter(Predicate<ProbedTrace> isWanted)
    {
        // A test goes on in a thread of its own, not in the collector's turn.
        private readonly TaskCompletionSource<ProbedTrace> _trace =
            new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<ProbedTrace> Trace => _trace.Task;

        public bool IsWanted(ProbedTrace trace) => isWanted(trace);

        public void Got(ProbedTrace trace) => _trace.TrySetResult(trace);
    }
}
