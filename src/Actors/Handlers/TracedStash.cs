using Akka.Actor;

namespace Tracing.Actors;

/// <summary>Stands before an actor's stash, and marks the span of a stashed message.</summary>
/// <remarks>The stash holds envelopes, so a message keeps its trace until its replay. Predicates see the message
/// inside.</remarks>
internal sealed class TracedStash(IStash inner, ISpansOfHandlers actor) : IStash
{
    public int Count => inner.Count;

    public bool IsEmpty => inner.IsEmpty;

    public bool NonEmpty => inner.NonEmpty;

    public bool IsFull => inner.IsFull;

    public int Capacity => inner.Capacity;

    public void Stash()
    {
        actor.InEnvelope(inner.Stash);
        actor.Spans.Stashed();
    }

    public void Unstash() => inner.Unstash();

    public void UnstashAll() => inner.UnstashAll();

    /// <summary>Unstashes what the predicate accepts. Akka.NET discards the rest, which is recorded here.</summary>
    public void UnstashAll(Func<Envelope, bool> predicate) => inner.UnstashAll(stashed =>
    {
        if (stashed.Message is not TraceEnvelope envelope) return predicate(stashed);
        var isWanted = predicate(new Envelope(envelope.Message, stashed.Sender));
        if (!isWanted) actor.Spans.Discarded(envelope);
        return isWanted;
    });

    public IEnumerable<Envelope> ClearStash() => inner.ClearStash();

    public void Prepend(IEnumerable<Envelope> envelopes) => inner.Prepend(envelopes);

    /// <summary>Decorates the stash of an actor. Call it after Akka.NET has given the actor its stash.</summary>
    public static void Decorate(ActorBase actor, ISpansOfHandlers owner)
    {
        if (actor is IActorStash { Stash: { } stash and not TracedStash } stashing)
            stashing.Stash = new TracedStash(stash, owner);
    }
}
