using Akka.Actor;
using Tracing.Contracts;
using Tracing.Wire.Spans;

namespace Tracing.Actors;

/// <summary>Hands batches that somebody else holds, such as a journal, to the node's collector, and tells their holders
/// what becomes of them.</summary>
/// <remarks>Never traced itself. It keeps no batch, only who waits for which. A restart forgets that; the holders give
/// their batches again when the process starts anew.</remarks>
internal sealed class BatchDesk : ReceiveActor
{
    private readonly ulong _sender = SpanId.NewRandom().Value;
    private readonly Dictionary<BatchId, Entry> _handedOver = [];
    private bool _hasStarted;
    private long _lastBatch;

    public BatchDesk()
    {
        Receive<EnterBatch>(m =>
        {
            var id = new BatchId(_sender, ++_lastBatch);
            _handedOver.Add(id, new Entry(Sender, m.Holder));
            m.Collector.Tell(new TakeBatch(id, m.Batch, IsHeld: true) { AnswersAtOnce = true });
        });
        Receive<BatchAnswered>(m => OnAnswered(m.Answer));
        Receive<BatchRefused>(m =>
        {
            if (_handedOver.Remove(m.Id, out var entry)) entry.Asker.Tell(new BatchEntered(IsTaken: false));
        });
        Receive<Renewed>(_ => OnRenewed());
        Receive<Settle>(_ => Sender.Tell(Settle.Instance));
    }

    private void OnAnswered(in BatchAnswer answer)
    {
        if (!_handedOver.TryGetValue(answer.Batch, out var entry)) return;
        if (!entry.IsTaken) entry.Asker.Tell(new BatchEntered(IsTaken: true));
        entry.IsTaken = true;
        if (!answer.IsStored) return;
        _handedOver.Remove(answer.Batch);
        entry.Holder.Stored();
    }

    // The collector starts, for the first time or after a crash. A crash forgets what it had taken. The batch whose
    // message caused the crash is gone too; batches that wait in the mailbox may still be taken, and are then known as
    // repeated.
    private void OnRenewed()
    {
        var isFirst = !_hasStarted;
        _hasStarted = true;
        if (isFirst) return;
        foreach (var entry in _handedOver.Values)
        {
            if (entry.IsTaken) entry.Holder.Lost();
            else entry.Asker.Tell(new BatchEntered(IsTaken: false));
        }
        _handedOver.Clear();
    }

    /// <summary>A batch for the collector. Answered with <see cref="BatchEntered"/>.</summary>
    internal sealed record EnterBatch(IActorRef Collector, SpanBatch Batch, IBatchHolder Holder)
        : INoSerializationVerificationNeeded;

    /// <param name="IsTaken">False: the collector is too full.</param>
    internal sealed record BatchEntered(bool IsTaken) : INoSerializationVerificationNeeded;

    /// <summary>The collector has started.</summary>
    internal sealed class Renewed : INoSerializationVerificationNeeded
    {
        public static Renewed Instance { get; } = new();
    }

    /// <summary>Answered with itself after all earlier messages have been handled.</summary>
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
