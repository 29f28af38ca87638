using System.Collections.Immutable;
using Akka.Actor;
using Akka.Cluster.Tools.Client;
using Tracing.Closing;

namespace Tracing.Clustering.Instrumenting;

/// <summary>A client of a cluster speaks with services that its caller cannot see.</summary>
public sealed class ClusterClientZeroCodeTests : ZeroCodeCluster
{
    [Fact]
    public async Task A_span_that_sends_through_a_cluster_client_does_not_know_all_that_it_causes()
    {
        await FormAsync();
        var service = Sys.ActorOf(Props.Create(() => new Service()), "svc");
        ClusterClientReceptionist.Get(Sys).RegisterService(service);
        var contact = ActorPath.Parse($"{Akka.Cluster.Cluster.Get(Sys).SelfAddress}/system/receptionist");
        var client = Sys.ActorOf(ClusterClient.Props(
            ClusterClientSettings.Create(Sys).WithInitialContacts(ImmutableHashSet.Create(contact))), "client");
        await InTraceAsync(async () =>
            Assert.Equal("hi", await client.Ask<string>(new ClusterClient.Send("/user/svc", "hi"), Forming)));
        var trace = await NextTraceAsync();
        Assert.Equal(CompletenessKind.Settled, trace.Completeness.Kind);
        Assert.True(trace.Span("test").Span[TracingTags.ChildrenOpen].AsBool);
    }

    private sealed class Service : ReceiveActor
    {
        public Service() => ReceiveAny(message => Sender.Tell(message));
    }
}
