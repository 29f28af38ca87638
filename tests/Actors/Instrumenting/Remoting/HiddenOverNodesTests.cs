using Akka.Actor;
using Tracing.Actors.Remoting;
using Tracing.Closing;

namespace Tracing.Actors.Instrumenting.Remoting;

/// <summary>Messages without spans that go to another node: what they cause there stays in the trace.</summary>
public sealed class HiddenOverNodesTests() : TracedKit(Hidden, SettlesOverNodes, form: TraceForm.ZeroCode, provider: "")
{
    private const string Hidden = Nodes.TracedRemoting + """

        tracing.instrumentation.never-messages = "*+Poll"
        """;

    private readonly ActorSystem _other = Nodes.Start(Hidden);

    public enum Way
    {
        Reference,
        Selection,
        Wildcard,
    }

    [Theory]
    [InlineData(Way.Reference)]
    [InlineData(Way.Selection)]
    [InlineData(Way.Wildcard)]
    public async Task What_a_hidden_message_causes_on_another_node_is_a_child_of_its_sender(Way way)
    {
        var to = await StartAsync(way);
        var a = Stepper();
        InTrace(() => a.Tell(Step.Of("A", () => to.Tell(new Poll(), ActorRefs.NoSender))));
        var trace = await NextTraceAsync();
        Assert.Equal("test(A(Sink Done Sink Done))", trace.Shape());
        Assert.Equal(CompletenessKind.Settled, trace.Completeness.Kind);
        Assert.True(trace.Span("A").Span[TracingTags.ChildrenOpen].AsBool);
        Assert.Equal(["other", "other"], trace.All.Where(s => s.Span.Name == "Sink Done").Select(s => s.Service));
        await NoFurtherTraceAsync();
    }

    [Fact]
    public async Task A_message_that_is_marked_is_hidden_on_another_node_too()
    {
        var to = await StartAsync(Way.Reference);
        InTrace(() => to.Tell(new Marked(), ActorRefs.NoSender));
        var trace = await NextTraceAsync();
        Assert.Equal("test(Sink Done)", trace.Shape());
        Assert.Equal(CompletenessKind.Settled, trace.Completeness.Kind);
    }

    [Fact]
    public async Task A_hidden_message_that_comes_back_over_nodes_keeps_the_trace()
    {
        var to = await StartAsync(Way.Reference);
        var b = Stepper();
        var gate = Sys.ActorOf(Props.Create(() => new Gate(b)), "gate");
        InTrace(() => to.Tell(new Back(), gate));
        Assert.Equal("test(B B)", (await NextTraceAsync()).Shape());
    }

    [Fact]
    public async Task A_hidden_message_that_causes_nothing_leaves_a_trace_that_settles()
    {
        var to = await StartAsync(Way.Reference);
        InTrace(() => to.Tell(new Nothing(), ActorRefs.NoSender));
        var trace = await NextTraceAsync();
        Assert.Equal("test", trace.Shape());
        Assert.Equal(CompletenessKind.Settled, trace.Completeness.Kind);
    }

    [Fact]
    public async Task Cutting_is_a_choice_over_nodes_too()
    {
        Tracing.Instrumentation = Tracing.Instrumentation! with { NeverCuts = true };
        var to = await StartAsync(Way.Reference);
        InTrace(() => to.Tell(new Poll(), ActorRefs.NoSender));
        Assert.Equal("test", (await NextExactTraceAsync()).Shape());
        await NoFurtherTraceAsync();
    }

    protected override void AfterAll()
    {
        Shutdown(_other);
        base.AfterAll();
    }

    private async Task<ICanTell> StartAsync(Way way)
    {
        ActorTracing.For(_other).ReportTo(Collector);
        var sink = _other.ActorOf(Props.Create(() => new Sink()), "sink");
        var gate = _other.ActorOf(Props.Create(() => new Gate(sink)), "gate");
        var path = new RootActorPath(Nodes.AddressOf(_other)) / "user" / "gate";
        return way switch
        {
            Way.Reference => await Nodes.SeenFrom(Sys, gate, _other),
            Way.Selection => Sys.ActorSelection(path),
            _ => Sys.ActorSelection($"{path.Parent}/gat*"),
        };
    }

    private sealed record Poll;

    private sealed record Marked : INeverTraced;

    private sealed record Nothing : INeverTraced;

    private sealed record Back : INeverTraced;

    private sealed record Done;

    private sealed class Sink : ReceiveActor
    {
        public Sink() => Receive<Done>(_ => { });
    }

    private sealed class Gate : ReceiveActor
    {
        public Gate(IActorRef next)
        {
            Receive<Poll>(_ =>
            {
                next.Tell(new Done());
                next.Tell(new Done());
            });
            Receive<Marked>(_ => next.Tell(new Done()));
            Receive<Nothing>(_ => { });
            Receive<Back>(_ => Sender.Tell(new Again()));
            Receive<Again>(_ =>
            {
                next.Tell(Step.Of("B"));
                next.Tell(Step.Of("B"));
            });
        }
    }

    private sealed record Again : INeverTraced;
}
