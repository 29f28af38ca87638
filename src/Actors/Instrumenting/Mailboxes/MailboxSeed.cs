using Akka.Actor;
using Akka.Dispatch;
using Akka.Dispatch.MessageQueues;

namespace Tracing.Actors;

/// <summary>The mailbox type of one instrumented actor: makes what its own type makes, and puts tracing around it.</summary>
/// <remarks>One for each cell, which it is bound to before Akka.NET asks it for a queue: the base class makes the cell in
/// its constructor, so what the cell needs travels in here.</remarks>
internal sealed class MailboxSeed(Instrumentation instrumentation, MailboxType inner, bool? wish,
    IInstrumentationPart? relay, Settings settings)
    : MailboxType(settings, null)
{
    private TracedCell? _cell;

    public Instrumentation Instrumentation => instrumentation;

    /// <summary>What Props or deployment say of tracing this actor.</summary>
    public bool? Wish => wish;

    /// <summary>The actor gets its messages in their envelopes, to pass them on.</summary>
    public bool Relays => relay is not null;

    /// <summary>The part that knows this actor for a relay.</summary>
    public IInstrumentationPart? Relay => relay;

    public TracedCell Bind(TracedCell cell) => _cell = cell;

    public override IMessageQueue Create(IActorRef owner, ActorSystem system) =>
        _cell is null ? inner.Create(owner, system) : TracedQueues.Around(inner, owner, system, _cell);
}
