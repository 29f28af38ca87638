using Akka.Actor;
using Akka.Dispatch;
using Akka.Dispatch.MessageQueues;

namespace Tracing.Actors;

/// <summary>The mailbox type of one instrumented actor: makes the queue of the actor's own mailbox type, with tracing
/// around it.</summary>
/// <remarks>Each cell has its own. Akka.NET's reference makes the cell in its constructor, where no field of a subclass
/// is set yet, so this object also carries what the cell needs. It is bound to the cell before Akka.NET asks it for a
/// queue.</remarks>
/// <param name="trace">Puts tracing around the queue of a mailbox type.</param>
internal sealed class MailboxSeed(Instrumentation instrumentation, MailboxType inner, bool? wish,
    IInstrumentationPart? relay, Func<MailboxType, IActorRef, ActorSystem, TracedCell, IMessageQueue> trace,
    Settings settings)
    : MailboxType(settings, null)
{
    private TracedCell? _cell;

    public Instrumentation Instrumentation => instrumentation;

    /// <summary>The choice for this actor in its Props or deployment; null: they leave it to the rules.</summary>
    public bool? Wish => wish;

    /// <summary>True when the actor gets its messages in their envelopes, to pass them on.</summary>
    public bool Relays => relay is not null;

    /// <summary>The part that declares this actor a relay; null: it is none.</summary>
    public IInstrumentationPart? Relay => relay;

    /// <summary>The owner of the stream that the actor runs; null: it runs none.</summary>
    public StreamOwner? Stream { get; init; }

    public TracedCell Bind(TracedCell cell) => _cell = cell;

    public override IMessageQueue Create(IActorRef owner, ActorSystem system) =>
        _cell is null ? inner.Create(owner, system) : trace(inner, owner, system, _cell);
}
