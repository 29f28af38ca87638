using Akka.Configuration;
using Akka.Hosting;
using Microsoft.Extensions.Logging;
using Tracing.Actors;

namespace Tracing.AkkaHosting;

/// <summary>Tracing for systems that Akka.Hosting starts.</summary>
public static class TracingHosting
{
    /// <summary>Traces the system's actors without code. Akka.Hosting does not read <c>akka.actor.provider</c>, which
    /// does this elsewhere.</summary>
    /// <param name="options">Common settings; all others are HOCON, under <c>tracing</c>.</param>
    /// <remarks>Call it after WithRemoting and WithClustering, whose provider it replaces. For trace ids in the lines
    /// of Microsoft.Extensions.Logging call
    /// <see cref="TracingLogging.AddTraceIds(ILoggingBuilder, LogLevel)"/>.</remarks>
    /// <exception cref="ConfigurationException">The system has a custom provider already; or at its start:
    /// remoting or clustering came after this call, or a setting is unusable.</exception>
    public static AkkaConfigurationBuilder WithTracing(
        this AkkaConfigurationBuilder builder, Action<TracingOptions>? options = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        OpenTelemetryBaggage.Use();
        var chosen = new TracingOptions();
        options?.Invoke(chosen);
        var before = builder.ActorRefProvider;
        var provider = TracedProvider.For(before.HasValue ? before.Value : null);
        builder.WithActorRefProvider(provider.Selection);
        builder.AddHocon(chosen.ToHocon(), HoconAddMode.Prepend);
        builder.WithExtension<ActorTracingProvider>();
        // The first starter, so that nothing runs on a wrong configuration.
        builder.StartActors((_, _) => provider.RefuseWhatCameAfter(builder));
        return builder;
    }
}
