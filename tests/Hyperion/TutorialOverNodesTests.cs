using Akka.Actor;
using Akka.Serialization;
using Tracing.Actors.Tutorial;
using Tracing.Demo.Nodes;

namespace Tracing.Actors.Remoting;

/// <summary>The demo's client and service on two nodes. Hyperion writes their messages, and may read and write no
/// others.</summary>
public sealed class TutorialOverNodesTests : TracedKit
{
    private readonly ActorSystem _other;

    public TutorialOverNodesTests()
        : base(Nodes.Remoting, setup: DemoMessages().For())
    {
        _other = Nodes.Start("""akka.extensions = ["Tracing.Actors.ActorTracingProvider, Tracing.Actors"]""",
            DemoMessages().For());
        ActorTracing.For(_other).ReportTo(Collector);
    }

    [Fact]
    public void The_messages_of_the_demo_are_serialized_by_Hyperion()
    {
        foreach (var type in new[] { typeof(OrderRequest), typeof(OrderReply) })
            Assert.IsType<HyperionSerializer>(Sys.Serialization.FindSerializerForType(type));
    }

    [Fact]
    public async Task A_request_that_crosses_nodes_is_one_exact_trace_of_three_spans()
    {
        var work = new OrderWork(() => Task.CompletedTask, payload => Task.FromResult(payload));
        var service = await Nodes.SeenFrom(Sys, _other.ActorOf(OrderServiceActor.Props(work), "orders"), _other);
        var client = Sys.ActorOf(ClientActor.Props(service));

        Assert.Null((await client.Ask<ClientActor.RequestMade>(new ClientActor.MakeRequest("req_1"), Patience)).Error);
        var trace = await NextExactTraceAsync();
        Assert.Equal("make_request(handle_request(process_data))", trace.Shape());
        Assert.Equal(["Client", "OrderService"], trace.All.Select(span => span.Service).Distinct().Order());
    }

    protected override void AfterAll()
    {
        Shutdown(_other);
        base.AfterAll();
    }

    private static HyperionAllowList DemoMessages() => HyperionAllowList.Of(typeof(OrderRequest), typeof(OrderReply));
}
