namespace Tracing.Actors;

/// <summary>The envelopes of messages that wait bare in a queue that must see the messages, such as a priority
/// queue.</summary>
/// <remarks>Finds them by reference; an object that waits several times gets its envelopes first in, first out. It
/// holds no more than the queue does. Any thread.</remarks>
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

    public TraceEnvelope? Remove(object message)
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
