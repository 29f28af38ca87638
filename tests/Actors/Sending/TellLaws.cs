using Akka.Actor;

namespace Tracing.Actors.Sending;

/// <summary>Laws for the explicit form and for traced providers.</summary>
public abstract class TellLaws(TraceForm form) : TracedKit(form: form)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_tell_inside_a_span_is_a_child_of_it(bool isUntyped)
    {
        var target = Sys.ActorOf(isUntyped ? UntypedStepProps() : StepProps());
        InTrace(() => target.Say(Step.Of("A")));
        Assert.Equal("test(A)", (await NextExactTraceAsync()).Shape());
    }

    [Fact]
    public async Task Tells_from_handler_to_handler_nest()
    {
        var (a, b, c) = (Stepper(), Stepper(), Stepper());
        InTrace(() => a.Say(Step.Of("A", () => b.Say(Step.Of("B", () => c.Say(Step.Of("C")))))));
        Assert.Equal("test(A(B(C)))", (await NextExactTraceAsync()).Shape());
    }

    [Fact]
    public async Task Many_tells_of_one_handler_are_siblings()
    {
        var (a, b) = (Stepper(), Stepper());
        InTrace(() => a.Say(Step.Of("A", () =>
        {
            for (var i = 0; i < 40; i++) b.Say(Step.Of("B"));
        })));
        var trace = await NextExactTraceAsync();
        var parent = trace.Span("A").Span.SpanId;
        Assert.Equal(40, trace.Named("B").Count(s => s.Span.ParentSpanId == parent));
    }

    [Fact]
    public async Task A_tell_from_a_handler_has_that_actor_as_its_sender()
    {
        var (a, b) = (Stepper(), Stepper());
        var sender = new TaskCompletionSource<IActorRef>();
        InTrace(() => a.Say(Step.Of("A", () => b.Say(new Step("B", c => sender.SetResult(c.Sender))))));
        Assert.Equal(a, await Soon(sender.Task));
        await NextExactTraceAsync();
    }

    [Fact]
    public async Task A_forward_keeps_sender_and_trace()
    {
        var (a, b) = (Stepper(), Stepper());
        InTrace(() => a.Say(
            Step.Of("A", () => b.PassOn(new Step("B", c => c.Sender.Tell("from B")))), TestActor));
        await ExpectMsgAsync("from B");
        Assert.Equal("test(A(B))", (await NextExactTraceAsync()).Shape());
    }

    [Fact]
    public async Task Traces_that_interleave_at_one_actor_do_not_mix()
    {
        var target = Stepper();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => InTraceAsync(async () =>
        {
            for (var n = 0; n < 50; n++)
            {
                target.Say(Step.Of($"A{i}"));
                await Task.Yield();
            }
        }))));
        var seen = new HashSet<string>();
        for (var i = 0; i < 8; i++)
        {
            var trace = await NextExactTraceAsync();
            var name = Assert.Single(trace.All.Select(s => s.Span.Name).Where(n => n != "test").Distinct());
            Assert.Equal(50, trace.Named(name).Count);
            Assert.True(seen.Add(name));
        }
    }

    [Fact]
    public async Task Without_a_trace_the_message_goes_as_it_is_and_no_span_is_made()
    {
        TestActor.Say("plain");
        await ExpectMsgAsync("plain");
        var target = Stepper();
        var current = new TaskCompletionSource<Span?>();
        target.Say(Step.Of("A", () => current.SetResult(Span.Current)));
        Assert.Null(await Soon(current.Task));
        Assert.Equal("plain", TraceEnvelope.For("plain"));
        await NoFurtherTraceAsync();
    }

    [Fact]
    public void Without_a_trace_nothing_is_allocated()
    {
        object message = "plain";
        Allocations.None(() => TraceEnvelope.For(message));
        Allocations.None(() => ActorRefs.Nobody.Say(message, ActorRefs.Nobody));
    }

    [Fact]
    public async Task References_that_drop_messages_are_announced_no_child()
    {
        InTrace(() =>
        {
            ActorRefs.Nobody.Say("x");
            ((ExtendedActorSystem)Sys).Provider.IgnoreRef.Say("x");
            Assert.Equal(0, Span.Current!.Children);
        });
        await NextExactTraceAsync();
    }

    [Fact]
    public async Task A_message_sent_after_its_span_ended_is_detached_and_the_trace_stays_exact()
    {
        var (a, b) = (Stepper(), Stepper());
        var (goOn, ended) = (new TaskCompletionSource(), new TaskCompletionSource());
        InTrace(() => a.Say(Step.Of("A", () => _ = Task.Run(async () =>
        {
            await goOn.Task;
            Assert.True(Span.Current!.HasEnded);
            b.Say(Step.Of("B"));
            ended.SetResult();
        }))));
        Assert.Equal("test(A)", (await NextExactTraceAsync()).Shape());
        goOn.SetResult();
        await Soon(ended.Task);
        var revision = await NextExactTraceAsync();
        Assert.Equal(1, revision.Revision);
        Assert.True(revision.Span("B").Span[TracingTags.Detached].AsBool);
    }

    [Fact]
    public async Task A_broadcast_after_its_span_ended_is_detached_too()
    {
        var routees = Sys.ActorOf(StepProps().WithRouter(new Akka.Routing.BroadcastPool(2)));
        var goOn = new TaskCompletionSource();
        var late = Task.CompletedTask;
        InTrace(() => late = Task.Run(async () =>
        {
            await goOn.Task;
            routees.Say(new Akka.Routing.Broadcast(Step.Of("B")));
        }));
        await NextExactTraceAsync();
        goOn.SetResult();
        await Soon(late);
        for (var spans = 0; spans < 2;)
        {
            var revision = await NextExactTraceAsync();
            Assert.All(revision.Named("B"), s => Assert.True(s.Span[TracingTags.Detached].AsBool));
            spans += revision.Named("B").Count;
        }
    }

    [Fact]
    public async Task Baggage_and_tracestate_reach_the_last_actor()
    {
        var (a, b) = (Stepper(), Stepper());
        var context = new TaskCompletionSource<TraceContext>();
        var root = Tracing.Tracer.StartRoot("test");
        var sent = new TraceContext(root.Context.TraceId, root.Context.SpanId, root.Context.Flags, default, "vendor=1",
            Baggage.Of(new BaggageEntry("user", "42", null)));
        root.CountChild();
        a.Tell(TraceEnvelope.Create(
            Step.Of("A", () => b.Say(Step.Of("B", () => context.SetResult(Span.Current!.Context)))),
            new EnvelopeStamp(sent, 0)));
        root.End();
        var arrived = await Soon(context.Task);
        Assert.Equal("vendor=1", arrived.TraceState);
        Assert.Equal("42", arrived.Baggage["user"]);
        Assert.Equal("test(A(B))", (await NextExactTraceAsync()).Shape());
    }
}
