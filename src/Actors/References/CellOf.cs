using Akka.Actor;
using Akka.Actor.Internal;
using Akka.Dispatch;

namespace Tracing.Actors;

/// <summary>Makes the kind of cell that an actor needs.</summary>
internal static class CellOf
{
    public static TracedCell Actor(ActorSystemImpl system, IInternalActorRef self, Props props,
        MessageDispatcher dispatcher, IInternalActorRef parent, MailboxSeed seed)
    {
        if (seed.Relay is { } part) return new RelayCell(system, self, props, dispatcher, parent, seed, part);
        if (seed.Stream is { } stream)
            return new StreamCell(system, self, props, dispatcher, parent, seed, stream);
        if (ReaderCell.IsFor(props.Type)) return new ReaderCell(system, self, props, dispatcher, parent, seed);
        if (PersistenceMembers.IsPlugin(props.Type))
            return new PluginCell(system, self, props, dispatcher, parent, seed);
        return PersistenceMembers.Of(props.Type) is { } members
            ? new PersistentCell(system, self, props, dispatcher, parent, seed, members)
            : new TracedCell(system, self, props, dispatcher, parent, seed);
    }
}
