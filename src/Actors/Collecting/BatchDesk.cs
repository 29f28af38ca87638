using Akka.Actor;
using Tracing.Contracts;
using Tracing.Wire.Spans;

namespace Tracing.Actors;

/// <summary>Gives a node's collector the batches that somebody else holds, and tells their holders what becomes of
/// them.</summary>
/// <remarks>Never traced itself. It keeps no batch, only who waits for which; what its restart forgets, the holders
/// give again when the process starts anew.</remarks>
internal sealed class BatchDesk : ReceiveActor
{
    private readonly ulong _sender = SpanId.NewRandom().Value;
    private readonly Dictionary<BatchId, Entry> _given = [];
    private bool _hasStarted;
    private long _lastBatch;

    public BatchDesk()
    {
        Receive<Give>(m =>
        {
            var id = new BatchId(_sender, ++_lastBatch);
            _given.Add(id, new Entry(Sender, m.Holder));
            m.Collector.Tell(new CollectorActor.Take(id, m.Batch, IsHeld: true));
        });
        Receive<CollectorActor.Answered>(m => OnAnswered(m.Answer));
        Receive<CollectorActor.Refused>(m =>
        {
            if (_given.Remove(m.Id, out var entry)) entry.Asker.Tell(new Given(IsTaken: false));
        });
        Receive<Renewed>(_ => OnRenewed());
        Receive<Settle>(_ => Sender.Tell(Settle.Instance));
    }

    private void OnAnswered(in BatchAnswer answer)
    {
        if (!_given.TryGetValue(answer.Batch, out var entry)) return;
        if (!entry.IsTaken) entry.Asker.Tell(new Given(IsTaken: true));
        entry.IsTaken = true;
        if (!answer.IsStored) return;
        _given.Remove(answer.Batch);
        entry.Holder.Stored();
    }

    // The collector starts, for the first time or after a crash: then what it had taken is forgotten, and what waits to
    // be taken was perhaps the message in its hands. It may take what still stands before its door all the same.
    private void OnRenewed()
    {
        var isFirst = !_hasStarted;
        _hasStarted = true;
        if (isFirst) return;
        foreach (var entry in _given.Values)
        {
            if (entry.IsTaken) entry.Holder.Lost();
            else entry.Asker.Tell(new Given(IsTaken: false));
        }
        _given.Clear();
    }

    /// <summary>Answered with <see cref="Given"/>.</summary>
    internal sealed record Give(IActorRef Collector, SpanBatch Batch, IBatchHolder Holder)
        : INoSerializationVerificationNeeded;

    internal sealed record Given(bool IsTaken) : INoSerializationVerificationNeeded;

    /// <summary>The collector has started.</summary>
    internal sealed class Renewed : INoSerializationVerificationNeeded
    {
        public static Renewed Instance { get; } = new();
    }

    /// <summary>Answered with itself when all that came before is done with.</summary>
    internal sealed class Settle : INoSerializationVerificationNeeded
    {
        public static Settle Instance { get; } = new();
    }

    private sealed class Entry(IActorRef asker, IBatchHolder holder)
    {
        public IActorRef Asker { get; } = asker;

        public IBatchHolder Holder { get; } = holder;

        public bool IsTaken { get; set; }
    }
}
