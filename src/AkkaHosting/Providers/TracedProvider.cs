using Akka.Actor;
using Akka.Configuration;
using Akka.Hosting;
using Tracing.Actors;

namespace Tracing.AkkaHosting;

/// <summary>The traced provider in the place of one of Akka.NET's.</summary>
internal sealed record TracedProvider(ProviderSelection Selection, bool HasRemoting, bool HasCluster)
{
    // What Akka.Hosting's own methods write; nothing else in an application's configuration says that it wanted them.
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

    /// <summary>Akka.Hosting leaves a custom provider as it is, without a word: a system that was to have remoting
    /// would have none.</summary>
    /// <exception cref="ConfigurationException">WithRemoting or WithClustering came after WithTracing.</exception>
    public void RefuseWhatCameAfter(AkkaConfigurationBuilder builder)
    {
        if (!builder.Configuration.HasValue) return;
        var config = builder.Configuration.Value;
        if ((!HasRemoting && config.HasPath(Remoting)) || (!HasCluster && config.HasPath(Clustering)))
        {
            throw new ConfigurationException(
                "WithTracing() must stand behind WithRemoting() and WithClustering(): it traces with the provider that they chose");
        }
    }

    private static TracedProvider Of<T>(bool hasRemoting, bool hasCluster) =>
        new(new ProviderSelection.Custom(typeof(T).AssemblyQualifiedName, typeof(T).Name, hasCluster), hasRemoting, hasCluster);
}
