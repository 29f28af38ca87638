using System.Collections.Immutable;
using Akka.Actor;
using Akka.Cluster.Tools.Client;
using Akka.Cluster.Tools.Singleton;
using Akka.Event;

namespace Tracing.Clustering.Instrumenting;

/// <summary>An application that uses Akka.Cluster's tools without the parts that know them.</summary>
public sealed class MissingPartTests() : ZeroCodeCluster("""
    akka.loglevel = WARNING
    tracing.instrumentation.parts = "Not.There, Not.There"
    """)
{
    [Fact]
    public async Task The_first_actor_at_which_traces_end_is_one_warning_that_names_the_package()
    {
        // Akka.NET warns of a proxy without a singleton, too, at any time.
        IgnoreMessages(message => message is Warning other && !IsOurs(other));
        Sys.EventStream.Subscribe(TestActor, typeof(Warning));
        for (var i = 0; i < 2; i++)
        {
            Sys.ActorOf(ClusterSingletonProxy.Props("/user/tills", ClusterSingletonProxySettings.Create(Sys)));
        }
        var warning = await ExpectMsgAsync<Warning>();
        Assert.Contains("TracingForAkka.Cluster", warning.Message.ToString(), StringComparison.Ordinal);
        Assert.Contains("ClusterSingletonProxy", warning.Message.ToString(), StringComparison.Ordinal);
        await ExpectNoMsgAsync(TimeSpan.FromMilliseconds(100));
    }

    [Fact]
    public async Task A_span_that_sends_through_a_client_without_its_part_leaves_a_trace_that_settles()
    {
        IgnoreMessages(message => message is Warning other && !IsOurs(other));
        Sys.EventStream.Subscribe(TestActor, typeof(Warning));
        var contact = ActorPath.Parse($"{Akka.Cluster.Cluster.Get(Sys).SelfAddress}/system/receptionist");
        var client = Sys.ActorOf(ClusterClient.Props(
            ClusterClientSettings.Create(Sys).WithInitialContacts(ImmutableHashSet.Create(contact))), "client");
        var warning = await ExpectMsgAsync<Warning>();
        Assert.Contains("ClusterClient", warning.Message.ToString(), StringComparison.Ordinal);
        InTrace(() => client.Tell(new ClusterClient.Send("/user/svc", "hi")));
        var trace = await NextTraceAsync();
        Assert.Equal("test", trace.Shape());
        Assert.Equal(Closing.CompletenessKind.Settled, trace.Completeness.Kind);
    }

    private static bool IsOurs(Warning warning) =>
        warning.Message.ToString()!.StartsWith("Tracing:", StringComparison.Ordinal);
}
