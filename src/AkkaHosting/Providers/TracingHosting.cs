using Akka.Configuration;
using Akka.Hosting;
using Microsoft.Extensions.Logging;
using Tracing.Actors;

namespace Tracing.AkkaHosting;

/// <summary>Tracing for systems that Akka.Hosting starts.</summary>
public static class TracingHosting
{
    /// <summary>Traces the system's actors as they are; what <c>akka.actor.provider</c> does elsewhere, which
    /// Akka.Hosting does not read.</summary>
    /// <param name="options">Sets the usual; the rest is HOCON, under <c>tracing</c>.</param>
    /// <remarks>Stands behind WithRemoting and WithClustering, whose provider it replaces. Trace ids in the lines of
    /// Microsoft.Extensions.Logging: <see cref="TracingLogging.AddTraceIds(ILoggingBuilder, LogLevel)"/>.</remarks>
    /// <exception cref="ConfigurationException">The system has a provider of somebody else's already; or at its start:
    /// remoting or clustering came after this call, or a setting is unusable.</exception>
    public static AkkaConfigurationBuilder WithTracing(
        this AkkaConfigurationBuilder builder, Action<TracingOptions>? options = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var chosen = new TracingOptions();
        options?.Invoke(chosen);
        var before = builder.ActorRefProvider;
        var provider = TracedProvider.For(before.HasValue ? before.Value : null);
        builder.WithActorRefProvider(provider.Selection);
        builder.AddHocon(chosen.ToHocon(), HoconAddMode.Prepend);
        builder.WithExtension<ActorTracingProvider>();
        // The first of all starters: nothing is to run on half a configuration.
        builder.StartActors((_, _) => provider.RefuseWhatCameAfter(builder));
        return builder;
    }
}
