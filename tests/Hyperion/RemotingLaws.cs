using Akka.Actor;
using Akka.Routing;
using Tracing.Demo.Nodes;

namespace Tracing.Actors.Remoting;

/// <summary>Laws for the explicit form and for traced providers.</summary>
public abstract class RemotingLaws : TracedKit
{
    // Bit 9 of the flags of OTLP's Span: SPAN_FLAGS_CONTEXT_IS_REMOTE_MASK.
    private const uint ParentIsRemote = 0x200;

    private readonly ActorSystem _other;

    protected RemotingLaws(TraceForm form)
        : base(form == TraceForm.Explicit ? Nodes.Remoting : Nodes.TracedRemoting,
            setup: HyperionAllowList.Of(typeof(Cargo)).For(), form: form, provider: "")
    {
        _other = Nodes.Start(form == TraceForm.Explicit ? Nodes.Extension : Nodes.TracedRemoting,
            HyperionAllowList.Of(typeof(Cargo)).For());
        ActorTracing.For(_other).ReportTo(Collector);
    }

    public static TheoryData<object> Messages => [new Order("json"), "text", 42, new Cargo("hyperion")];

    [Theory]
    [MemberData(nameof(Messages))]
    public async Task A_tell_to_another_node_is_a_child_with_a_remote_parent(object message)
    {
        var there = await ThereAsync(next: null);
        InTrace(() => there.Say(message));
        var trace = await NextExactTraceAsync();
        var name = Name(message.GetType().Name);
        Assert.Equal($"test({name})", trace.Shape());
        Assert.Equal("other", trace.Span(name).Service);
        Assert.NotEqual(0u, trace.Span(name).Span.Flags & ParentIsRemote);
        Assert.InRange(trace.Span(name).WireNanos, 1ul, 10_000_000_000ul);
        Assert.Equal(0ul, trace.Span("test").WireNanos);
        Assert.Equal(0u, trace.Span("test").Span.Flags & ParentIsRemote);
    }

    [Fact]
    public async Task An_ask_over_nodes_is_one_exact_trace_and_its_reply_bare()
    {
        var there = await ThereAsync(next: null);
        await InTraceAsync(async () =>
            Assert.Equal(new Order("x"), await there.Question<object>(new Order("x"), Patience)));
        Assert.Equal($"test({Name("Order")})", (await NextExactTraceAsync()).Shape());
        await NoFurtherTraceAsync();
    }

    [Fact]
    public async Task A_forward_over_nodes_and_back_keeps_sender_and_trace()
    {
        var home = Sys.ActorOf(RelayProps(null), "home");
        var there = await ThereAsync(next: await Nodes.SeenFrom(_other, home, Sys));
        await InTraceAsync(async () =>
            Assert.Equal(new Order("x"), await there.Question<Order>(new Order("x"), Patience)));
        var trace = await NextExactTraceAsync();
        Assert.Equal($"test({Name("Order")}({Name("Order")}))", trace.Shape());
        Assert.Equal(["other", "test"], trace.Named(Name("Order")).Select(s => s.Service).Order());
        Assert.All(trace.Named(Name("Order")), s => Assert.NotEqual(0u, s.Span.Flags & ParentIsRemote));
    }

    [Fact]
    public async Task A_selection_on_another_node_is_counted()
    {
        var there = await ThereAsync(next: null);
        InTrace(() => Sys.ActorSelection(there.Path).Say(new Order("x")));
        Assert.Equal($"test({Name("Order")})", (await NextExactTraceAsync()).Shape());
    }

    [Fact]
    public async Task A_message_to_an_actor_that_is_gone_there_is_undelivered_there()
    {
        var there = await ThereAsync(next: null);
        Assert.True(await there.GracefulStop(Patience));
        InTrace(() => there.Say(new Order("x")));
        var lost = (await NextExactTraceAsync()).Span("undelivered Order");
        Assert.Equal("other", lost.Service);
        Assert.NotEqual(0u, lost.Span.Flags & ParentIsRemote);
    }

    [Fact]
    public async Task An_actor_deployed_on_another_node_and_one_behind_a_router_are_children_like_others()
    {
        var deployed = Sys.ActorOf(RelayProps(null)
            .WithDeploy(new Deploy(new RemoteScope(Nodes.AddressOf(_other)))), "deployed");
        var there = await ThereAsync(next: null);
        var router = Sys.ActorOf(Props.Empty.WithRouter(new RoundRobinGroup(there.Path.ToString())));
        await InTraceAsync(async () =>
        {
            Assert.Equal("1", await deployed.Question<string>("1", Patience));
            Assert.Equal("2", await router.Question<string>("2", Patience));
        });
        var trace = await NextExactTraceAsync();
        Assert.Equal($"test({Name("String")} {Name("String")})", trace.Shape());
        Assert.All(trace.Named(Name("String")), s => Assert.Equal("other", s.Service));
    }

    [Fact]
    public async Task Unsampled_stays_unsampled_on_the_other_node()
    {
        Tracing.Recorder.Sampler = Sampling.AlwaysOffSampler.Instance;
        var there = await ThereAsync(next: null);
        await InTraceAsync(async () => Assert.Equal("x", await there.Question<string>("x", Patience)));
        Assert.True(await ActorTracing.For(_other).DrainAsync(Patience));
        await NoFurtherTraceAsync();
    }

    [Fact]
    public async Task Messages_without_a_trace_cross_nodes_bare()
    {
        var there = await ThereAsync(next: null);
        Assert.Equal("x", await there.Ask<string>("x", Patience));
        await NoFurtherTraceAsync();
    }

    protected override void AfterAll()
    {
        Shutdown(_other);
        base.AfterAll();
    }

    private Props RelayProps(IActorRef? next) => Form == TraceForm.Explicit
        ? Props.Create<Relay>([next])
        : Props.Create<PlainRelay>([next]);

    private string Name(string message) => Form == TraceForm.Explicit ? $"Relay {message}" : $"PlainRelay {message}";

    private async Task<IActorRef> ThereAsync(IActorRef? next)
    {
        var relay = _other.ActorOf(RelayProps(next), "relay");
        return await Nodes.SeenFrom(Sys, relay, _other);
    }

    public sealed record Cargo(string Name);
}
