using Akka.Actor;
using Akka.Configuration;
using Akka.Hosting;
using Tracing.Actors;

namespace Tracing.AkkaHosting;

/// <summary>The traced provider that replaces one of Akka.NET's.</summary>
internal sealed record TracedProvider(ProviderSelection Selection, bool HasRemoting, bool HasCluster)
{
    // Sections that WithRemoting and WithClustering write: only they tell that the application wants these.
    private const string Remoting = "akka.remote";
    private const string Clustering = "akka.cluster";

    public static TracedProvider For(ProviderSelection? chosen) => chosen switch
    {
        null or ProviderSelection.Local => Of<TracedLocalProvider>(hasRemoting: false, hasCluster: false),
        ProviderSelection.Remote => Of<TracedRemoteProvider>(hasRemoting: true, hasCluster: false),
        ProviderSelection.Cluster => Of<TracedClusterProvider>(hasRemoting: true, hasCluster: true),
        _ => throw new ConfigurationException(
            "WithTracing() replaces Akka.NET's own actor ref providers, and this system has another one"),
    };

    /// <summary>Refuses WithRemoting and WithClustering after WithTracing. Akka.Hosting would keep the local traced
    /// provider without a message, and the system would run without remoting.</summary>
    /// <exception cref="ConfigurationException">WithRemoting or WithClustering came after WithTracing.</exception>
    public void RefuseWhatCameAfter(AkkaConfigurationBuilder builder)
    {
        if (!builder.Configuration.HasValue) return;
        var config = builder.Configuration.Value;
        if ((!HasRemoting && HasMoreThanTestKit(config)) || (!HasCluster && config.HasPath(Clustering)))
        {
            throw new ConfigurationException(
                "WithTracing() must be called after WithRemoting() and WithClustering(): it replaces the provider that "
                + "they choose");
        }
    }

    // Akka.TestKit's own settings reach into Akka.Remote: dot-netty.tcp.batching, for whatever system it starts.
    private static bool HasMoreThanTestKit(Config config)
    {
        if (!config.HasPath(Remoting)) return false;
        string[] only = ["dot-netty", "tcp", "batching"];
        var at = config.GetValue(Remoting);
        foreach (var key in only)
        {
            if (!at.IsObject() || at.GetObject().Items is not { Count: 1 } items || !items.TryGetValue(key, out at)) return true;
        }
        return false;
    }

    private static TracedProvider Of<T>(bool hasRemoting, bool hasCluster) =>
        new(new ProviderSelection.Custom(typeof(T).AssemblyQualifiedName, typeof(T).Name, hasCluster),
            hasRemoting, hasCluster);
}
