using Akka.Actor;
using Akka.Event;

namespace Tracing.Actors.Handlers;

public class UnhandledTests : TracedKit
{
    [Theory]
    [InlineData(typeof(StepActor))]
    [InlineData(typeof(UntypedStepActor))]
    public async Task A_message_without_a_handler_marks_its_span_and_is_published_as_it_is(Type actor)
    {
        var target = Sys.ActorOf(Props.Create(actor));
        Sys.EventStream.Subscribe(TestActor, typeof(UnhandledMessage));
        InTrace(() => target.TellTraced("what"));
        Assert.Equal("what", (await ExpectMsgAsync<UnhandledMessage>()).Message);
        var span = (await NextExactTraceAsync()).Span($"{actor.Name} String");
        Assert.True(span.Span[TracingTags.Unhandled].AsBool);
        Assert.False(span.IsError);
    }

    [Fact]
    public async Task An_asynchronous_handler_may_say_that_it_did_not_handle_it()
    {
        var target = Sys.ActorOf(Props.Create(() => new Refusing()));
        InTrace(() => target.TellTraced("what"));
        Assert.True((await NextExactTraceAsync()).Span("Refusing String").Span[TracingTags.Unhandled].AsBool);
    }

    [Fact]
    public async Task An_actor_that_does_not_open_envelopes_leaves_the_message_undelivered()
    {
        var target = Sys.ActorOf(Props.Create(() => new Untraced()));
        InTrace(() => target.TellTraced("what"));
        var span = (await NextExactTraceAsync()).Span("undelivered String");
        Assert.Equal("the actor does not open envelopes", span.Span[TracingTags.Undelivered].AsString);
    }

    private sealed class Refusing : TracedReceiveActor
    {
        public Refusing() => ReceiveAsync<string>(async message =>
        {
            await Task.Yield();
            Unhandled(message);
        });
    }

    private sealed class Untraced : ReceiveActor
    {
        public Untraced() => Receive<string>(_ => { });
    }
}
