using Akka.Actor;

namespace Tracing.Actors;

/// <summary>Tells the instrumentation about actors of another library: shard regions, proxies, mediators.</summary>
/// <remarks>Named in <c>tracing.instrumentation.parts</c>, and made once for each actor system by its constructor
/// without arguments. Any thread. A part whose assembly is missing is off; a part that throws is not used for that
/// actor.</remarks>
public interface IInstrumentationPart
{
    /// <summary>Returns the Props by which the actor is made: the given ones, or changed ones.</summary>
    Props Prepare(ActorPath path, Props props);

    /// <summary>True when this actor passes messages on: it gets them in their envelopes, and makes no span.</summary>
    /// <remarks>Messages that it buffers keep their traces then, and are counted once. The actor must understand
    /// <see cref="TraceEnvelope"/>, or <see cref="Prepare"/> must make it so.</remarks>
    bool Relays(ActorPath path, Type actor);

    /// <summary>Returns how a relay of this part gets a message that comes with a trace.</summary>
    RelayedAs As(object message) => RelayedAs.Envelope;

    /// <summary>Returns the message that a relay of this part takes out of another one and passes on; null: the other
    /// one has none.</summary>
    object? ContentOf(object message) => null;

    /// <summary>Returns a message like the given one, with other content.</summary>
    object WithContent(object message, object content) => message;
}
