using Akka.Actor;
using Akka.Configuration;

namespace Tracing.Actors;

/// <summary>Tracing chosen for one actor, where it is made.</summary>
/// <remarks>Needs one of the traced providers (RATIONALE "Why does Props.Traced() need the provider?"). The same in HOCON:
/// <c>akka.actor.deployment { "/orders" { tracing = on } }</c>, which wins over Props.</remarks>
public static class PropsTracing
{
    internal const string Key = "tracing";

    /// <summary>The actor continues traces, whatever tracing.instrumentation says of its path or type.</summary>
    public static Props Traced(this Props props) => With(props, "on");

    /// <summary>The actor's messages are not traced.</summary>
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
