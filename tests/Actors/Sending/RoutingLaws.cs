using Akka.Actor;
using Akka.Routing;
using Tracing.Closing;

namespace Tracing.Actors.Sending;

/// <summary>Laws for the explicit form and for traced providers.</summary>
public abstract class RoutingLaws(TraceForm form) : TracedKit(settings: SettlesSoon, form: form)
{
    /// <summary>The explicit form wraps at the send and cannot know the number of receivers; a provider counts at each
    /// mailbox.</summary>
    private CompletenessKind MayBeManyCloses =>
        Form == TraceForm.Explicit ? CompletenessKind.Settled : CompletenessKind.Exact;

    public static TheoryData<string, Pool> Pools => new()
    {
        { "round robin", new RoundRobinPool(3) },
        { "random", new RandomPool(3) },
        { "smallest mailbox", new SmallestMailboxPool(3) },
        { "resizing", new RoundRobinPool(1, new DefaultResizer(1, 3)) },
    };

    [Theory]
    [MemberData(nameof(Pools))]
    public async Task A_pool_that_picks_one_routee_gives_one_child(string kind, Pool pool)
    {
        Assert.NotEmpty(kind);
        var router = Sys.ActorOf(StepProps().WithRouter(pool));
        InTrace(() =>
        {
            for (var i = 0; i < 9; i++) router.Say(Step.Of("A"));
        });
        Assert.Equal(9, (await NextExactTraceAsync()).Named("A").Count);
    }

    [Fact]
    public async Task A_group_gives_one_child()
    {
        Stepper("one");
        Stepper("two");
        var router = Sys.ActorOf(Props.Empty.WithRouter(new RoundRobinGroup("/user/one", "/user/two")));
        InTrace(() =>
        {
            for (var i = 0; i < 6; i++) router.Say(Step.Of("A"));
        });
        var trace = await NextExactTraceAsync();
        Assert.Equal(2, trace.Named("A").Select(s => s.Span["akka.actor.path"].AsString).Distinct().Count());
    }

    [Fact]
    public async Task A_broadcast_reaches_each_routee()
    {
        var router = Sys.ActorOf(StepProps().WithRouter(new RoundRobinPool(3)));
        InTrace(() => router.Say(new Broadcast(Step.Of("A"))));
        var trace = await NextTraceAsync();
        Assert.Equal(MayBeManyCloses, trace.Completeness.Kind);
        Assert.Equal("test(A A A)", trace.Shape());
        Assert.Equal(Form == TraceForm.Explicit, trace.Span("test").Span[TracingTags.ChildrenOpen].AsBool);
    }

    [Fact]
    public async Task A_wildcard_selection_reaches_each()
    {
        Stepper("one");
        Stepper("two");
        InTrace(() => Sys.ActorSelection("/user/*").Say(Step.Of("A")));
        var trace = await NextTraceAsync();
        Assert.Equal(MayBeManyCloses, trace.Completeness.Kind);
        Assert.Contains(trace.Named("A"), s => s.Span["akka.actor.path"].AsString == "/user/one");
        Assert.Contains(trace.Named("A"), s => s.Span["akka.actor.path"].AsString == "/user/two");
    }

    [Fact]
    public async Task A_hash_envelope_to_a_wildcard_selection_is_announced_no_child()
    {
        var hashed = new ConsistentHashableEnvelope(Step.Of("A"), "key");
        InTrace(() =>
        {
            Sys.ActorSelection("/user/nobody*").Say(hashed);
            Assert.Equal(0, Span.Current!.Children);
        });
        Assert.Equal(MayBeManyCloses, (await NextTraceAsync()).Completeness.Kind);
    }

    [Fact]
    public async Task A_selection_of_one_actor_is_counted()
    {
        Stepper("one");
        InTrace(() => Sys.ActorSelection("/user/one").Say(Step.Of("A")));
        Assert.Equal("test(A)", (await NextExactTraceAsync()).Shape());
    }

    [Fact]
    public async Task A_selection_of_nobody_is_undelivered()
    {
        InTrace(() => Sys.ActorSelection("/user/nobody").Say(Step.Of("A")));
        Assert.Equal("test(undelivered Step)", (await NextExactTraceAsync()).Shape());
    }

    [Fact]
    public async Task A_selection_can_be_asked_and_identified()
    {
        var one = Stepper("one");
        await InTraceAsync(async () =>
        {
            var selection = Sys.ActorSelection("/user/one");
            Assert.Equal("hi", await selection.Question<string>(new Step("A", c => c.Sender.Tell("hi")), Patience));
            Assert.Equal(one, (await selection.Question<ActorIdentity>(new Identify(1), Patience)).Subject);
        });
        Assert.Equal("test(A)", (await NextExactTraceAsync()).Shape());
    }

    [Fact]
    public async Task A_router_without_routees_gives_an_undelivered_span()
    {
        // Older versions of Akka.NET make it a dead letter only when a child actor sent it.
        var router = Sys.ActorOf(Props.Empty.WithRouter(new RoundRobinGroup()));
        var parent = Stepper();
        InTrace(() => parent.Say(new Step("A", c => c.ActorOf(StepProps())
            .Say(Step.Of("B", () => router.Say(Step.Of("C")))))));
        Assert.Equal("test(A(B(undelivered Step)))", (await NextExactTraceAsync()).Shape());
    }

    [Fact]
    public async Task Management_messages_manage_the_router_inside_a_trace_as_outside()
    {
        var router = Sys.ActorOf(StepProps().WithRouter(new RoundRobinPool(2)));
        await InTraceAsync(async () =>
        {
            router.Say(new AdjustPoolSize(1));
            await AwaitAssertAsync(async () =>
                Assert.Equal(3, (await router.Question<Routees>(GetRoutees.Instance, Patience)).Members.Count()));
        });
        Assert.Equal("test", (await NextExactTraceAsync()).Shape());
    }
}
