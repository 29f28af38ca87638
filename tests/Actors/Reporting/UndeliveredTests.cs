using Akka.Actor;
using Akka.Event;
using Akka.Routing;

namespace Tracing.Actors.Reporting;

public class UndeliveredTests : TracedKit
{
    [Fact]
    public async Task A_dead_letter_is_an_undelivered_span_that_says_to_whom_and_what()
    {
        var gone = await GoneAsync();
        InTrace(() => gone.TellTraced("text"));
        var lost = (await NextExactTraceAsync()).Span("undelivered String").Span;
        Assert.Equal(SpanStatus.Error, lost.Status);
        Assert.Equal(SpanKind.Consumer, lost.Kind);
        Assert.Equal("dead letter", lost[TracingTags.Undelivered].AsString);
        Assert.Equal("System.String", lost["akka.message.type"].AsString);
        Assert.Equal(gone.Path.ToStringWithoutAddress(), lost["akka.actor.path"].AsString);
    }

    [Fact]
    public async Task A_message_lost_in_a_routers_envelope_is_found()
    {
        var gone = await GoneAsync();
        InTrace(() => gone.TellTraced(new ConsistentHashableEnvelope("text", 1)));
        Assert.Equal("test(undelivered String)", (await NextExactTraceAsync()).Shape());
    }

    [Fact]
    public async Task A_message_whose_dead_letter_is_suppressed_is_suppressed_in_its_envelope_too_and_recorded()
    {
        var gone = await GoneAsync();
        Sys.EventStream.Subscribe(TestActor, typeof(AllDeadLetters));
        InTrace(() => gone.TellTraced(new Expendable()));
        await ExpectMsgAsync<SuppressedDeadLetter>();
        Assert.Equal("test(undelivered Expendable)", (await NextExactTraceAsync()).Shape());
    }

    [Fact]
    public async Task A_dropped_message_is_recorded_with_its_reason()
    {
        InTrace(() => Sys.EventStream.Publish(
            new Dropped(TraceEnvelope.For("text"), "no room", TestActor, TestActor)));
        var lost = (await NextExactTraceAsync()).Span("undelivered String");
        Assert.Equal("no room", lost.Span[TracingTags.Undelivered].AsString);
    }

    [Fact]
    public async Task A_dead_letter_sent_after_its_span_ended_is_detached()
    {
        var gone = await GoneAsync();
        Span? ended = null;
        InTrace(() => ended = Span.Current);
        await NextExactTraceAsync();
        gone.Tell(TraceEnvelope.Create("text", EnvelopeRules.Counted(ended!)));
        var revision = await NextExactTraceAsync();
        Assert.True(revision.Span("undelivered String").Span[TracingTags.Detached].AsBool);
    }

    [Fact]
    public async Task Untraced_dead_letters_are_not_recorded()
    {
        (await GoneAsync()).Tell("text");
        await NoFurtherTraceAsync();
    }

    private async Task<IActorRef> GoneAsync()
    {
        var actor = Stepper();
        await actor.GracefulStop(Patience);
        return actor;
    }

    private sealed record Expendable : IDeadLetterSuppression;
}
