using Akka.Actor;

namespace Tracing.Actors.Instrumenting.Handlers;

/// <summary>The beginnings of a busy actor's spans: a cell that goes straight from one message to the next reads the
/// clock once, for the end of one span and the beginning of the next.</summary>
public sealed class TurnTimesTests() : TracedKit(form: TraceForm.ZeroCode)
{
    private static readonly TimeSpan _work = TimeSpan.FromMilliseconds(20);

    [Fact]
    public async Task A_message_that_waited_begins_when_the_one_before_it_has_ended()
    {
        var actor = Stepper();
        using var gate = Held(actor);
        InTrace(() =>
        {
            actor.Tell(Step.Of("A", Work));
            actor.Tell(Step.Of("B"));
        });
        gate.Set();
        var trace = await NextExactTraceAsync();
        var (a, b) = (trace.Span("A").Span, trace.Span("B").Span);
        Assert.InRange(b.StartUnixNanos, a.EndUnixNanos, a.EndUnixNanos + (ulong)Patience.TotalNanoseconds);
        Assert.True(trace.Span("B").MailboxWaitNanos >= _work.TotalNanoseconds);
    }

    [Fact]
    public async Task No_span_begins_before_its_message_was_sent()
    {
        const int Count = 100_000;
        var (actor, early, left) = (Stepper(), 0, Count);
        var handled = new TaskCompletionSource();
        InTrace(() =>
        {
            for (var i = 0; i < Count; i++)
            {
                var sent = UnixNanos;
                actor.Tell(Step.Of("A", () =>
                {
                    if (Span.Current!.StartUnixNanos < sent) early++;
                    if (--left == 0) handled.SetResult();
                }));
            }
        });
        await Soon(handled.Task);
        Assert.Equal(0, early);
    }

    [Fact]
    public async Task An_untraced_turn_in_between_belongs_to_the_wait()
    {
        var actor = Stepper();
        ulong worked = 0;
        using var gate = Held(actor);
        InTrace(() =>
        {
            actor.Tell(Step.Of("A"));
            actor.Tell(new UntracedStep("between", _ =>
            {
                Work();
                worked = UnixNanos;
            }));
            actor.Tell(Step.Of("B"));
        });
        gate.Set();
        Assert.True((await NextExactTraceAsync()).Span("B").Span.StartUnixNanos >= worked);
    }

    [Fact]
    public async Task A_restart_in_between_belongs_to_the_wait()
    {
        ulong worked = 0;
        var actor = Sys.ActorOf(StepProps(new StepHooks(Restarted: () =>
        {
            Work();
            worked = UnixNanos;
        })));
        using var gate = Held(actor);
        InTrace(() =>
        {
            actor.Tell(Step.Of("A", static () => throw new InvalidOperationException("on purpose")));
            actor.Tell(Step.Of("B"));
        });
        gate.Set();
        var start = (await NextExactTraceAsync()).Span("B").Span.StartUnixNanos;
        Assert.True(worked > 0 && start >= worked, $"{start}, {worked}");
    }

    [Fact]
    public async Task A_decision_about_a_child_in_between_belongs_to_the_wait()
    {
        (ulong From, ulong To) decision = default;
        var decided = new TaskCompletionSource();
        var parent = Sys.ActorOf(Props.Create(() => new PlainStepActor()).WithSupervisorStrategy(new OneForOneStrategy(_ =>
        {
            var from = UnixNanos;
            Work();
            decision = (from, UnixNanos);
            decided.SetResult();
            return Directive.Stop;
        })));
        using var failing = new ManualResetEventSlim();
        InTrace(() =>
        {
            parent.Tell(new Step("A", context =>
            {
                context.ActorOf(Props.Create(() => new Short(failing)));
                failing.Wait(Patience);
            }));
            // The failure is handled between two messages.
            for (var i = 0; i < 500; i++) parent.Tell(Step.Of("B", static () => Thread.SpinWait(1_000)));
        });
        await Soon(decided.Task);
        var spans = (await NextExactTraceAsync()).Named("B");
        Assert.Equal(500, spans.Count);
        Assert.All(spans, b => Assert.True(b.Span.StartUnixNanos >= decision.To || b.Span.EndUnixNanos <= decision.From));
        Assert.Contains(spans, b => b.Span.StartUnixNanos >= decision.To);
    }

    private ulong UnixNanos => Tracing.Recorder.Clock.ToUnixNanos(Tracing.Recorder.Clock.MonotonicNanos());

    // Busy until the gate opens, so that the messages that come meanwhile wait together.
    private static ManualResetEventSlim Held(IActorRef actor)
    {
        var gate = new ManualResetEventSlim();
        actor.Tell(new UntracedStep("gate", _ => gate.Wait(Patience)));
        return gate;
    }

    private void Work()
    {
        var until = UnixNanos + (ulong)_work.TotalNanoseconds;
        while (UnixNanos < until) Thread.SpinWait(100);
    }

    // Its parent gets the failure soon after, and decides at the end of a turn.
    private sealed class Short : UntypedActor
    {
        public Short(ManualResetEventSlim failing)
        {
            failing.Set();
            throw new InvalidOperationException("on purpose");
        }

        protected override void OnReceive(object message)
        {
        }
    }
}
