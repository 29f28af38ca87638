using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Event;

namespace Tracing.Clustering;

/// <summary>Counts messages that a node refuses to read, and tells the first for each serializer.</summary>
/// <remarks>Any thread. The serializers are the few of <see cref="NodeSerializers"/>, and all others count as one, so
/// nothing grows with what other systems send.</remarks>
internal sealed class RefusedMessages(ActorSystem system) : IExtension
{
    private readonly ConcurrentDictionary<int, bool> _told = [];
    private long _count;

    public long Count => Volatile.Read(ref _count);

    public static RefusedMessages For(ActorSystem system) => Provider.Instance.Apply(system);

    /// <param name="serializer">The id with which the message came.</param>
    /// <param name="what">What the node does not make.</param>
    public MessageRefusedException Add(int serializer, string what)
    {
        Interlocked.Increment(ref _count);
        if (_told.TryAdd(serializer, true))
        {
            Logging.GetLogger(system, "tracing").Warning(
                "tracing: a message of another system was refused: its serializer (id {0}) makes {1}; further ones are "
                + "only counted (docs/security.md)", serializer, what);
        }
        return new MessageRefusedException($"serializer {serializer} makes {what}, and is not on this node");
    }

    /// <summary>Counts a message that Akka.NET could not read, such as one whose serializer it does not have.</summary>
    public void AddUnreadable(Exception cause)
    {
        // No serializer has this id.
        const int Unknown = -1;
        Interlocked.Increment(ref _count);
        if (!_told.TryAdd(Unknown, true)) return;
        Logging.GetLogger(system, "tracing").Warning(
            "tracing: a message of another system was refused: {0} Further ones are only counted (docs/security.md)",
            cause.Message);
    }

    private sealed class Provider : ExtensionIdProvider<RefusedMessages>
    {
        public static readonly Provider Instance = new();

        public override RefusedMessages CreateExtension(ExtendedActorSystem system) => new(system);
    }
}
