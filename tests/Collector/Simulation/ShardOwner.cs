using System.Collections.Immutable;
using Tracing.Assembling;
using Tracing.Collecting;
using Tracing.Contracts;
using Tracing.Wire.Spans;

namespace Tracing.Simulation;

/// <summary>One incarnation of a shard on a node, as an actor would run it: the state machine, a tick and a
/// store.</summary>
internal sealed class ShardOwner
{
    private static readonly TimeSpan _tick = TimeSpan.FromMilliseconds(100);

    private readonly VirtualTime _time;
    private readonly Dice _dice;
    private readonly SkewedClock _clock;
    private readonly Disk _disk;
    private readonly Laws _laws;
    private readonly Action<BatchAnswer> _answer;
    private readonly CollectorState _state;
    private readonly Faults _faults;

    public ShardOwner(int node, int shard, VirtualTime time, Dice dice, SkewedClock clock, Disk disk, Faults faults,
        Laws laws, Action<BatchAnswer> answer)
    {
        Node = node;
        Shard = shard;
        (_time, _dice, _clock, _disk, _laws, _answer, _faults) = (time, dice, clock, disk, laws, answer, faults);
        Incarnation = (long)dice.Next();
        _state = new CollectorState(faults.Assembler, Incarnation, shard, faults.MaxWaiting, faults.MaxHeld);
        time.Every(_tick, () => IsAlive, () => Run(_state.Expire(_clock.Now)));
    }

    public int Node { get; }

    public int Shard { get; }

    public long Incarnation { get; }

    public bool IsAlive { get; private set; } = true;

    public bool IsAtRest => _state.IsIdle && _state.Counts.OpenTraces == 0;

    public CollectorCounts Counts => _state.Counts;

    public void Take(BatchId id, SpanBatch batch)
    {
        if (!IsAlive) return;
        if (!_state.TryAdd(id, batch.Spans, isHeldBySender: true, _clock.Now, out var effects)) return;
        Run(effects);
    }

    /// <summary>Stops in order: closes all open traces, and has a moment to store them.</summary>
    public void Flush() => Run(_state.Flush(_clock.Now));

    /// <summary>Crashes: everything in memory is lost. A put that is under way may still reach the store.</summary>
    public void Die() => IsAlive = false;

    private void Run(CollectorEffects effects)
    {
        Laws.InBounds(_state.Counts, _faults);
        foreach (var answer in effects.Answers) _answer(answer);
        if (!effects.Put.IsEmpty) Put(effects.Put);
    }

    private void Put(ImmutableArray<ClosedTrace> traces)
    {
        foreach (var trace in traces) _laws.Closed(this, trace);
        PutAgain(traces);
    }

    private void PutAgain(ImmutableArray<ClosedTrace> traces) => _disk.Put(traces, succeeded =>
    {
        if (!IsAlive) return;
        if (succeeded)
        {
            Run(_state.Stored());
            return;
        }
        _state.StoreFailed();
        _time.After(_dice.Millis(50, 300), () =>
        {
            if (IsAlive) PutAgain(_state.Retry().Put);
        });
    });
}
