using Akka.Actor;

namespace Tracing.Actors;

/// <summary>What the instrumentation must know of actors of another library: regions, proxies, mediators.</summary>
/// <remarks>Named in <c>tracing.instrumentation.parts</c>, made once for each actor system by its constructor without
/// arguments. Any thread. A part whose assembly is not there is off; one that throws is left out for that actor.</remarks>
public interface IInstrumentationPart
{
    /// <summary>The Props by which the actor is really made; those given, where the part has nothing to change.</summary>
    Props Prepare(ActorPath path, Props props);

    /// <summary>Whether this actor passes messages on: it gets them in their envelopes, without a span of its
    /// own.</summary>
    /// <remarks>What it buffers keeps its trace then, and is counted once. It must understand
    /// <see cref="TraceEnvelope"/>, or be prepared for it.</remarks>
    bool Relays(ActorPath path, Type actor);

    /// <summary>How a relay of this part is to get a message that comes with a trace.</summary>
    RelayedAs As(object message) => RelayedAs.Envelope;
}
