using Akka.Actor;

namespace Tracing.Actors.Handlers;

/// <summary>Laws for the explicit form and for traced providers.</summary>
public abstract class StashLaws(TraceForm form) : TracedKit(form: form)
{
    private IActorRef? _started;

    private IActorRef Actor => _started ??= Sys.ActorOf(Stashing());

    private Props Stashing() => Form == TraceForm.Explicit
        ? Props.Create(() => new StashingActor())
        : Props.Create(() => new PlainStashingActor());

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_stashed_message_keeps_its_parent_and_its_first_handling_does_not_count(bool isAsync)
    {
        InTrace(() => Actor.Say(isAsync ? Step.Async("A", () => Task.CompletedTask) : Step.Of("A")));
        Open(stash => stash.UnstashAll());
        var trace = await NextExactTraceAsync();
        var stashed = Assert.Single(trace.All, s => s.Span[TracingTags.Stashed].AsBool);
        Assert.Equal(trace.Span("test").Span.SpanId, stashed.Span.ParentSpanId);
        Assert.Equal(trace.Span("test").Span.SpanId, trace.Span("A").Span.ParentSpanId);
        Assert.Equal(3, trace.All.Count);
    }

    [Fact]
    public async Task Unstash_brings_messages_back_one_by_one_each_under_its_own_trace()
    {
        InTrace(() => Actor.Say(Step.Of("A")));
        InTrace(() => Actor.Say(Step.Of("B")));
        Open(stash => stash.Unstash());
        Assert.Contains("A", (await NextExactTraceAsync()).Shape(), StringComparison.Ordinal);
        Open(stash => stash.Unstash());
        Assert.Contains("B", (await NextExactTraceAsync()).Shape(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_predicate_sees_the_message_and_what_it_refuses_is_recorded_as_discarded()
    {
        InTrace(() =>
        {
            Actor.Say(Step.Of("A"));
            Actor.Say(Step.Of("B"));
        });
        Open(stash => stash.UnstashAll(e => e.Message is Step { Name: "A" }));
        var trace = await NextExactTraceAsync();
        Assert.Equal("discarded from the stash", trace.Span("undelivered Step").Span[TracingTags.Undelivered].AsString);
        Assert.Single(trace.Named("A"));
        Assert.Empty(trace.Named("B"));
    }

    [Fact]
    public async Task The_same_object_sent_twice_is_stashed_twice_each_under_its_own_trace()
    {
        var same = Step.Of("A");
        InTrace(() => Actor.Say(same));
        InTrace(() => Actor.Say(same));
        Open(stash => stash.UnstashAll());
        foreach (var trace in new[] { await NextExactTraceAsync(), await NextExactTraceAsync() })
        {
            Assert.Single(trace.Named("A"));
            Assert.Equal(3, trace.All.Count);
        }
    }

    [Fact]
    public async Task A_message_unstashed_by_a_restart_keeps_its_parent()
    {
        InTrace(() => Actor.Say(Step.Of("A")));
        InTrace(() => Actor.Say(Step.Of("!fails", () => throw new InvalidOperationException("no"))));
        Assert.Equal("test(!fails)", (await NextExactTraceAsync()).Shape());
        // The restarted actor is closed again, so the message is stashed a second time.
        Open(stash => stash.UnstashAll());
        var trace = await NextExactTraceAsync();
        Assert.Single(trace.Named("A"));
        Assert.Equal(2, trace.All.Count(s => s.Span[TracingTags.Stashed].AsBool));
    }

    [Fact]
    public async Task A_message_in_the_stash_of_an_actor_that_stops_is_undelivered()
    {
        InTrace(() => Actor.Say(Step.Of("A")));
        await Actor.GracefulStop(Patience);
        var trace = await NextExactTraceAsync();
        Assert.Single(trace.Named("undelivered Step"));
        Assert.Equal(3, trace.All.Count);
    }

    [Fact]
    public async Task A_message_without_a_trace_is_stashed_as_usual()
    {
        Actor.Tell(new Step("A", c => c.Sender.Tell("done")), TestActor);
        Open(stash =>
        {
            Assert.Equal(1, stash.Count);
            Assert.True(stash.NonEmpty);
            Assert.False(stash.IsEmpty);
            stash.UnstashAll(e => e.Message is Step);
        });
        await ExpectMsgAsync("done");
        await NoFurtherTraceAsync();
    }

    [Fact]
    public async Task A_stash_that_is_cleared_and_put_back_keeps_the_traces()
    {
        InTrace(() => Actor.Say(Step.Of("A")));
        Open(stash =>
        {
            stash.Prepend([.. stash.ClearStash()]);
            stash.UnstashAll();
        });
        Assert.Single((await NextExactTraceAsync()).Named("A"));
    }

    [Fact]
    public async Task A_stash_that_is_full_fails_the_span_and_the_trace_stays_exact()
    {
        var small = Sys.ActorOf(Stashing().WithStashCapacity(1));
        InTrace(() => small.Say(Step.Of("A")));
        InTrace(() => small.Say(Step.Of("B")));
        var full = await NextExactTraceAsync();
        Assert.True(full.Span(Form == TraceForm.Explicit ? "StashingActor Step" : "PlainStashingActor Step").IsError);
    }

    private void Open(Action<IStash> how) => Actor.Tell(new StashingActor.Open(how));
}
