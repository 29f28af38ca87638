using System.Collections.Immutable;
using Tracing.Contracts;
using Tracing.Keeping;
using Tracing.Reporting;

namespace Tracing.Simulation;

/// <summary>One simulated system: processes with reporters, shards on nodes with stores, a network between, and
/// faults.</summary>
/// <remarks>
/// The reporters', collectors' and stores' own code runs; only time, the network and chance are simulated. After a
/// while the faults end, and the system must come to rest with every span stored.
/// </remarks>
internal sealed class Simulation
{
    private static readonly TimeSpan _faultsEnd = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(2);

    private readonly VirtualTime _time = new();
    private readonly Dice _dice;
    private readonly Faults _faults;
    private readonly Network _network;
    private readonly Laws _laws;
    private readonly ImmutableArray<TrueTrace> _traces;
    private readonly SkewedClock[] _clocks;
    private readonly Disk[] _disks;
    private readonly ShardOwner?[] _owners;
    private readonly List<ShardOwner> _everOwned = [];
    private readonly Dictionary<BatchId, int> _senders = [];
    private readonly SimulatedReporter[] _reporters;

    private Simulation(ulong seed, bool isTutorial)
    {
        _dice = new Dice(seed);
        _faults = isTutorial ? Faults.OfTheWay(_dice) : Faults.Drawn(_dice);
        var nodes = isTutorial ? 2 : _dice.Between(1, 3);
        var shards = _dice.Between(1, 3);
        _network = new Network(_time, _dice, _faults, Tally);
        _clocks = [.. Enumerable.Range(0, nodes).Select(_ => new SkewedClock(_time, _dice, _faults.ClocksAreSkewed))];
        var script = new SpanScript(_dice, nodes, [.. _clocks.Select(clock => clock.Now - _time.Now)]);
        _traces = isTutorial ? script.Tutorial() : script.Traces(_dice.Between(1, 5));
        _laws = new Laws(_traces, _faults.Assembler.RememberedSpans > 100, Tally);
        _disks = [.. _clocks.Select(_ => new Disk(_time, _dice, _faults, _laws, Tally))];
        _owners = new ShardOwner?[shards];
        for (var shard = 0; shard < shards; shard++) Place(shard, _dice.Between(0, nodes - 1));
        _reporters = [.. _clocks.Select((clock, node) =>
            new SimulatedReporter(_time, _dice, clock, shards, _faults, _laws, batch => Send(node, batch)))];
        Plan();
    }

    public Tally Tally { get; } = new();

    /// <summary>Runs a random system until it is at rest.</summary>
    /// <exception cref="BrokenLawException">The system broke a law.</exception>
    public static Simulation Run(ulong seed) => new Simulation(seed, isTutorial: false).ToRest();

    /// <summary>Runs the tutorial's three requests until the system is at rest, and returns the stored
    /// traces.</summary>
    public static KeptTrace[] Tutorial(ulong seed)
    {
        var simulation = new Simulation(seed, isTutorial: true).ToRest();
        var ids = simulation._disks.SelectMany(disk => disk.All()).Select(t => t.TraceId);
        return [.. ids.Distinct().Select(id => Laws.United(id, simulation._disks)!)];
    }

    private void Plan()
    {
        foreach (var span in _traces.SelectMany(trace => trace.Spans))
            _time.After(span.EndsAt, () => _reporters[span.Node].Finish(span));
        Sometimes(_faults.Crashes, "crash", () => Lose(AnyShard(), downMillis: _dice.Between(0, 800)));
        Sometimes(_faults.Rebalances, "rebalance", () => Move(AnyShard()));
        Sometimes(_faults.Stops, "stop", () => Stop(AnyShard()));
        Sometimes(_faults.ReporterKills, "reporter killed", () => _reporters[AnyNode()].Kill());
        Sometimes(_faults.Partitions, "cut", () => _network.Cut(AnyNode(), AnyNode(), _dice.Millis(100, 2_000)));
        if (_faults.ClocksAreSkewed) Sometimes(2, "clock set", () => _clocks[AnyNode()].Step(_dice.Millis(-2_000, 2_000)));
        _time.After(_faultsEnd, () =>
        {
            _network.IsCalm = true;
            foreach (var disk in _disks) disk.IsCalm = true;
        });
    }

    private void Sometimes(int times, string what, Action happens)
    {
        for (var i = 0; i < times; i++)
        {
            _time.After(_dice.Millis(50, 3_500), () =>
            {
                Tally.Count(what);
                happens();
            });
        }
    }

    private Simulation ToRest()
    {
        while (_time.Passed < _faultsEnd || !IsAtRest())
        {
            if (!_time.Step() || _time.Passed > _patience) throw new BrokenLawException(Restless());
        }
        _laws.AtRest(_disks);
        foreach (var reporter in _reporters) Tally.Count("batch sent again", reporter.Resent);
        foreach (var owner in _everOwned)
        {
            Tally.Count("batch refused", owner.Counts.Refused);
            Tally.Count("duplicate", owner.Counts.Assembler.Duplicates);
        }
        return this;
    }

    private string Restless() => $"the system does not come to rest: {_faults}; "
        + string.Join(", ", _reporters.Select(reporter => $"reporter {reporter.Waiting}"))
        + string.Join(", ", _everOwned.Where(owner => owner.IsAlive).Select(owner => $"; shard {owner.Counts}"));

    private bool IsAtRest() => _reporters.All(r => r.IsAtRest) && _everOwned.All(o => !o.IsAlive || o.IsAtRest);

    private void Send(int node, OutgoingBatch batch)
    {
        // The owner of the shard is looked up when the message is sent, or only when it arrives.
        var addressed = _owners[batch.Shard];
        _senders[batch.Id] = node;
        var isLate = _dice.Chance(50);
        _network.Send(node, addressed?.Node ?? node, () =>
        {
            var owner = isLate || _network.IsCalm ? _owners[batch.Shard] : addressed;
            owner?.Take(batch.Id, batch.Batch);
        });
    }

    private void Place(int shard, int node)
    {
        ShardOwner? owner = null;
        owner = new ShardOwner(node, shard, _time, _dice, _clocks[node], _disks[node], _faults, _laws,
            answer => _network.Send(owner!.Node, _senders[answer.Batch], () => _reporters[_senders[answer.Batch]].Take(answer)));
        _owners[shard] = owner;
        _everOwned.Add(owner);
    }

    private void Lose(int shard, int downMillis)
    {
        if (_owners[shard] is not { } owner) return;
        owner.Die();
        _owners[shard] = null;
        _time.After(TimeSpan.FromMilliseconds(downMillis), () => Place(shard, AnyNode()));
    }

    // The old owner goes on for a moment: two nodes then own the shard.
    private void Move(int shard)
    {
        if (_owners[shard] is not { } old) return;
        Place(shard, AnyNode());
        _time.After(_dice.Millis(0, 1_000), () =>
        {
            old.Die();
            if (_dice.Chance(50)) Release(old);
        });
    }

    // A shard that leaves in order tells all reporters; the message may be lost or late like any other.
    private void Release(ShardOwner old)
    {
        Tally.Count("release");
        for (var node = 0; node < _reporters.Length; node++)
        {
            var reporter = _reporters[node];
            _network.Send(old.Node, node, () => reporter.Release(old.Shard, old.Incarnation));
        }
    }

    private void Stop(int shard)
    {
        if (_owners[shard] is not { } owner) return;
        owner.Flush();
        _time.After(_dice.Millis(0, 500), () =>
        {
            if (ReferenceEquals(_owners[shard], owner)) Lose(shard, downMillis: _dice.Between(0, 300));
        });
    }

    private int AnyShard() => _dice.Between(0, _owners.Length - 1);

    private int AnyNode() => _dice.Between(0, _clocks.Length - 1);
}
