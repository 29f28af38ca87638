using Akka.Actor;
using Akka.Configuration;

namespace Tracing.Actors;

/// <summary>Turns tracing on or off for one actor, in its Props.</summary>
/// <remarks>Needs one of the traced providers (RATIONALE "Why does Props.Traced() need a provider?"). In HOCON:
/// <c>akka.actor.deployment { "/orders" { tracing = on } }</c>, which wins over Props.</remarks>
public static class PropsTracing
{
    internal const string Key = "tracing";

    /// <summary>Makes the actor continue traces, whatever tracing.instrumentation says of its path or type.</summary>
    public static Props Traced(this Props props) => With(props, "on");

    /// <summary>Makes the actor run outside any trace.</summary>
    public static Props Untraced(this Props props) => With(props, "off");

    private static Props With(Props props, string value)
    {
        ArgumentNullException.ThrowIfNull(props);
        var deploy = props.Deploy;
        var config = ConfigurationFactory.ParseString($"{Key} = {value}");
        return props.WithDeploy(new Deploy(deploy.Path, deploy.Config is { } rest ? config.WithFallback(rest) : config,
            deploy.RouterConfig, deploy.Scope, deploy.Dispatcher, deploy.Mailbox, deploy.StashCapacity));
    }
}
