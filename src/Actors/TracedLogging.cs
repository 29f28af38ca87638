using Akka.Actor;
using Akka.Event;

namespace Tracing.Actors;

/// <summary>Makes loggers whose lines carry the ids of the span in which they are written.</summary>
public static class TracedLogging
{
    /// <summary>Returns the actor's logger, with trace ids. For systems without a traced provider, which does this for
    /// every logger.</summary>
    /// <remarks>tracing.logs has the settings.</remarks>
    public static ILoggingAdapter GetTracedLogger(this IActorContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return new TracedLoggingAdapter(
            context.GetLogger(), context.Self.Path.ToStringWithoutAddress(), ActorTracing.For(context.System).Log);
    }
}
