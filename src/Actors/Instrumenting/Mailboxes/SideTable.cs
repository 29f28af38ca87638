namespace Tracing.Actors;

/// <summary>The envelopes of messages that wait bare, because their queue orders them by what they are.</summary>
/// <remarks>By reference: the same object may wait several times, first in first out. As large as the queue beside which it
/// stands. Any thread.</remarks>
internal sealed class SideTable
{
    private readonly Dictionary<object, Queue<TraceEnvelope>> _waiting = new(ReferenceEqualityComparer.Instance);
    private readonly Lock _lock = new();

    public void Add(TraceEnvelope envelope)
    {
        lock (_lock)
        {
            if (!_waiting.TryGetValue(envelope.Message, out var queue)) _waiting.Add(envelope.Message, queue = new(1));
            queue.Enqueue(envelope);
        }
    }

    public TraceEnvelope? Take(object message)
    {
        lock (_lock)
        {
            if (!_waiting.TryGetValue(message, out var queue)) return null;
            var envelope = queue.Dequeue();
            if (queue.Count == 0) _waiting.Remove(message);
            return envelope;
        }
    }
}
