using Akka.Actor;
using Akka.Event;

namespace Tracing.Actors;

/// <summary>Loggers whose lines carry the ids of the span that they are written in.</summary>
public static class TracedLogging
{
    /// <summary>As <c>Context.GetLogger()</c>, for systems without the providers that do this for every logger.</summary>
    /// <remarks>tracing.logs says what a line carries.</remarks>
    public static ILoggingAdapter GetTracedLogger(this IActorContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return new TracedLoggingAdapter(
            context.GetLogger(), context.Self.Path.ToStringWithoutAddress(), ActorTracing.For(context.System).Log);
    }
}
