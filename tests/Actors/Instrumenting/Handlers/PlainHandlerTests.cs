using Akka.Actor;
using Akka.Event;

namespace Tracing.Actors.Instrumenting.Handlers;

/// <summary>Handlers of all kinds, in actors that know nothing of tracing.</summary>
public sealed class PlainHandlerTests() : TracedKit("tracing.instrumentation.scheduled-up-to = 4ms", form: TraceForm.ZeroCode)
{
    [Fact]
    public async Task Become_BecomeStacked_and_Unbecome_stay_traced()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Moody()));
        InTrace(() =>
        {
            foreach (var message in new[] { "ask", "become", "ask", "stack", "ask", "unbecome", "ask" })
                actor.Tell(message, TestActor);
        });
        foreach (var mood in new[] { "calm", "angry", "furious", "angry" }) await ExpectMsgAsync(mood);
        Assert.Equal(8, (await NextExactTraceAsync()).All.Count);
    }

    [Fact]
    public async Task A_message_without_a_handler_marks_its_span_and_is_published_as_it_is()
    {
        var target = Stepper();
        Sys.EventStream.Subscribe(TestActor, typeof(UnhandledMessage));
        InTrace(() => target.Tell("what"));
        Assert.Equal("what", (await ExpectMsgAsync<UnhandledMessage>()).Message);
        var span = (await NextExactTraceAsync()).Span("PlainStepActor String");
        Assert.True(span.Span[TracingTags.Unhandled].AsBool);
        Assert.False(span.IsError);
    }

    [Fact]
    public async Task Terminated_comes_as_usual_and_outside_any_trace()
    {
        var (watcher, watched) = (Sys.ActorOf(Props.Create(() => new Watcher(TestActor))), Stepper());
        InTrace(() => watcher.Tell(watched));
        await ExpectMsgAsync("watching inside");
        InTrace(() => watched.Tell(PoisonPill.Instance));
        await ExpectMsgAsync("terminated outside");
    }

    [Fact]
    public async Task The_trace_of_a_message_that_Akka_handles_itself_does_not_reach_the_next_message()
    {
        var (target, identify) = (Stepper(), new Identify(null));
        var context = new TraceContext(TraceId.NewRandom(), SpanId.NewRandom(), TraceFlags.Sampled);
        Span? within = null;
        // Like a message from a node that wraps what we would not.
        Arrival.Open();
        Assert.True(Arrival.Park(TraceEnvelope.Create(identify, new EnvelopeStamp(context, 0)), Tracing.Tracer));
        target.Tell(identify, TestActor);
        Arrival.Close(Tracing.Tracer);
        target.Tell(new UntracedStep("next", _ => within = Span.Current));
        await ExpectMsgAsync<ActorIdentity>();
        await target.Ask<ActorIdentity>(new Identify(null));
        Assert.Null(within);
    }

    [Fact]
    public async Task Repeated_messages_distant_messages_and_actions_inherit_no_span()
    {
        var timed = Sys.ActorOf(Props.Create(() => new Timed(TestActor)));
        InTrace(() => timed.Tell("start"));
        await ExpectMsgAsync("tick outside");
        await ExpectMsgAsync("scheduled outside");
        await ExpectMsgAsync("called outside");
        await ExpectMsgAsync("timeout outside");
        Assert.Equal("test(Timed String)", (await NextExactTraceAsync()).Shape());
        await NoFurtherTraceAsync();
    }

    [Fact]
    public async Task A_span_is_named_after_actor_and_message_and_says_from_whom_to_whom()
    {
        var (a, b) = (Stepper("sender"), Stepper("shop"));
        InTrace(() => a.Tell(Step.Of("A", () => b.Tell("order"))));
        var span = (await NextExactTraceAsync()).Span("PlainStepActor String");
        Assert.Equal(SpanKind.Consumer, span.Span.Kind);
        Assert.Equal("akka", span.Span["messaging.system"].AsString);
        Assert.Equal("process", span.Span["messaging.operation.type"].AsString);
        Assert.Equal("/user/shop", span.Span["messaging.destination.name"].AsString);
        Assert.Equal("/user/shop", span.Span["akka.actor.path"].AsString);
        Assert.Equal("/user/sender", span.Span["akka.sender.path"].AsString);
        Assert.Equal(typeof(PlainStepActor).FullName, span.Span["akka.actor.type"].AsString);
        Assert.Equal("System.String", span.Span["akka.message.type"].AsString);
        Assert.True(span.MailboxWaitNanos >= 0);
    }

    [Fact]
    public async Task Handlers_see_messages_bare_wherever_they_look()
    {
        var actor = Stepper();
        var message = new Step("A", c => TestActor.Tell(((ActorCell)c).CurrentMessage));
        InTrace(() => actor.Tell(message));
        Assert.Same(message, await ExpectMsgAsync<Step>());
        await NextExactTraceAsync();
    }

    private static string Where => Span.Current is null ? "outside" : "inside";

    private sealed class Moody : ReceiveActor
    {
        public Moody() => Mood("calm");

        private void Mood(string mood)
        {
            Receive<string>(m => m == "ask", _ => Sender.Tell(mood));
            ReceiveAsync<string>(m => m == "become", async _ =>
            {
                await Task.Yield();
                Become(() => Mood("angry"));
            });
            Receive<string>(m => m == "stack", _ => BecomeStacked(() => Mood("furious")));
            Receive<string>(m => m == "unbecome", _ => UnbecomeStacked());
        }
    }

    private sealed class Watcher : ReceiveActor
    {
        public Watcher(IActorRef seen)
        {
            Receive<IActorRef>(actor =>
            {
                Context.Watch(actor);
                seen.Tell($"watching {Where}");
            });
            Receive<Terminated>(_ => seen.Tell($"terminated {Where}"));
        }
    }

    private sealed class Timed : ReceiveActor, IWithTimers
    {
        public Timed(IActorRef seen)
        {
            Receive<string>(_ => Timers.StartPeriodicTimer("tick", 1, TimeSpan.FromMilliseconds(5)));
            Receive<int>(_ =>
            {
                Timers.Cancel("tick");
                seen.Tell($"tick {Where}");
                Schedule(Context.System.Scheduler, Self);
            });
            Receive<double>(_ =>
            {
                seen.Tell($"scheduled {Where}");
                Context.System.Scheduler.Advanced.ScheduleOnce(
                    TimeSpan.FromMilliseconds(5), () => seen.Tell($"called {Where}"));
                SetReceiveTimeout(TimeSpan.FromMilliseconds(50));
            });
            Receive<ReceiveTimeout>(_ =>
            {
                SetReceiveTimeout(null);
                seen.Tell($"timeout {Where}");
            });
        }

        public ITimerScheduler Timers { get; set; } = null!;

        private static void Schedule(IScheduler scheduler, IActorRef to) =>
            scheduler.ScheduleTellOnce(TimeSpan.FromMilliseconds(5), to, 2.0, to);
    }
}
