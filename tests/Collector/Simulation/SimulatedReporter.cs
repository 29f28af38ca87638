using Tracing.Contracts;
using Tracing.Reporting;
using Tracing.Wire.Spans;

namespace Tracing.Simulation;

/// <summary>A process that records and reports spans. A kill loses the spans that it holds.</summary>
internal sealed class SimulatedReporter
{
    private static readonly TimeSpan _interval = TimeSpan.FromMilliseconds(50);

    private readonly Queue<TrueSpan> _finished = new();
    private readonly Dictionary<BatchId, SpanBatch> _sent = [];
    private readonly Dice _dice;
    private readonly SkewedClock _clock;
    private readonly Faults _faults;
    private readonly Laws _laws;
    private readonly int _shards;
    private readonly Action<OutgoingBatch> _send;
    private ReporterState _state;
    private readonly HashSet<(TraceId, SpanId)> _unsent = [];
    private long _letGoBefore;
    private long _droppedBefore;

    public SimulatedReporter(VirtualTime time, Dice dice, SkewedClock clock, int shards, Faults faults, Laws laws,
        Action<OutgoingBatch> send)
    {
        (_dice, _clock, _shards, _faults, _laws, _send) = (dice, clock, shards, faults, laws, send);
        _state = Started();
        time.Every(_interval, () => true, Report);
    }

    public bool IsAtRest => _finished.Count == 0 && _unsent.Count == 0 && _sent.Count == 0 && _state.InFlight == 0;

    /// <summary>Describes what it waits for, for a failure message.</summary>
    public string Waiting => $"{_finished.Count} finished, {_sent.Count} sent, {_state.InFlight} in flight, {_state.HeldBytes} B";

    public long Resent { get; private set; }

    public void Finish(TrueSpan span) => _finished.Enqueue(span);

    public void Take(BatchAnswer answer)
    {
        if (answer.IsStored && _sent.TryGetValue(answer.Batch, out var stored)) _laws.Confirmed(stored);
        _state.OnAnswer(answer);
        Check();
    }

    /// <summary>Kills the process as <c>kill -9</c> does. It starts again at once, without any memory.</summary>
    public void Kill()
    {
        foreach (var span in _finished) _laws.Excuse(span.Key);
        foreach (var batch in _sent.Values)
            foreach (var span in batch.Spans)
                _laws.Excuse((span.TraceId, span.SpanId));
        foreach (var span in _unsent) _laws.Excuse(span);
        _finished.Clear();
        _unsent.Clear();
        _sent.Clear();
        _state = Started();
    }

    private ReporterState Started()
    {
        Resent += _state?.Resent ?? 0;
        _letGoBefore = _droppedBefore = 0;
        return new ReporterState(_dice.Next(), _faults.MaxInFlight, Faults.ResendAfter, _faults.MaxHeldBytes,
            new ShardCutter(_shards, maxBytes: 100_000));
    }

    /// <summary>A shard says that it leaves.</summary>
    public void Release(int shard, long incarnation) => _state.Release(shard, incarnation);

    private void Report()
    {
        while (_finished.Count > 0 && _state.HasCredit)
        {
            var spans = new List<RawSpan>();
            for (var size = _dice.Between(1, 4); size > 0 && _finished.TryDequeue(out var span); size--) spans.Add(span.Raw);
            foreach (var span in spans) _unsent.Add((span.TraceId, span.SpanId));
            var dropped = _state.Add(new SpanBatch([.. spans]));
            foreach (var span in dropped)
            {
                _unsent.Remove((span.TraceId, span.SpanId));
                _laws.Excuse((span.TraceId, span.SpanId));
            }
            _laws.Dropped(dropped.Length, _state.DroppedSpans - _droppedBefore);
            _droppedBefore = _state.DroppedSpans;
        }
        foreach (var batch in _state.Next(_clock.Now))
        {
            _sent.TryAdd(batch.Id, batch.Batch);
            foreach (var span in batch.Batch.Spans) _unsent.Remove((span.TraceId, span.SpanId));
            _send(batch);
        }
        Check();
    }

    // A batch that it no longer holds is stored, or its spans are counted as let go.
    private void Check()
    {
        var letGo = 0;
        foreach (var (id, batch) in _sent)
        {
            if (_state.Holds(id)) continue;
            _sent.Remove(id);
            if (_laws.AreStored(batch)) continue;
            letGo += batch.Spans.Length;
            foreach (var span in batch.Spans) _laws.Excuse((span.TraceId, span.SpanId));
        }
        _laws.LetGo(letGo, _state.LetGoSpans - _letGoBefore);
        _letGoBefore = _state.LetGoSpans;
        Laws.HeldInBounds(_state, _faults, _shards);
    }
}
