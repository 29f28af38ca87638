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
        if ((!HasRemoting && config.HasPath(Remoting)) || (!HasCluster && config.HasPath(Clustering)))
        {
            throw new ConfigurationException(
                "WithTracing() must be called after WithRemoting() and WithClustering(): it replaces the provider that "
                + "they choose");
        }
    }

    private static TracedProvider Of<T>(bool hasRemoting, bool hasCluster) =>
        new(new ProviderSelection.Custom(typeof(T).AssemblyQualifiedName, typeof(T).Name, hasCluster),
            hasRemoting, hasCluster);
}
