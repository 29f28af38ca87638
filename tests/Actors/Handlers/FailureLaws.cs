using Akka.Actor;
using Tracing.Trees;

namespace Tracing.Actors.Handlers;

/// <summary>Laws for the explicit form and for traced providers.</summary>
public abstract class FailureLaws(TraceForm form) : TracedKit(form: form)
{
    public static TheoryData<Directive, bool> Directives
    {
        get
        {
            var data = new TheoryData<Directive, bool>();
            foreach (var directive in new[] { Directive.Resume, Directive.Restart, Directive.Stop, Directive.Escalate })
            {
                data.Add(directive, false);
                data.Add(directive, true);
            }
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Directives))]
    public async Task A_throw_is_an_error_span_and_supervision_decides_as_before(Directive directive, bool isAsync)
    {
        var untraced = await Life(directive, isAsync, traced: false);
        await NoFurtherTraceAsync();
        Assert.Equal(untraced, await Life(directive, isAsync, traced: true));

        var trace = await NextExactTraceAsync();
        Assert.Equal("test(before fails)", string.Join('|', trace.Shape()).Replace(" after", "", StringComparison.Ordinal));
        var failed = trace.Span("fails");
        Assert.True(failed.IsError);
        Assert.Equal(Exception(failed, "exception.type"), failed.Span["error.type"].AsString);
        Assert.Equal("no", failed.Span.StatusMessage);
        Assert.Equal("exception", Assert.Single(failed.Span.Events).Name);
    }

    [Fact]
    public async Task Pre_restart_gets_the_message_itself_and_runs_outside_the_trace()
    {
        var seen = CreateTestProbe();
        var child = Sys.ActorOf(StepProps(Recording(seen)));
        var message = Step.Of("A", () => throw new InvalidOperationException("no"));
        InTrace(() => child.Say(message));
        await seen.ExpectMsgAsync<object>(m => Assert.Equal(("PreRestart", (object)message, false), m));
        await seen.ExpectMsgAsync<object>(m => Assert.Equal(("PostRestart", (object)"", false), m));
        await NextExactTraceAsync();
    }

    [Fact]
    public async Task Pre_restart_gets_the_message_of_an_asynchronous_handler_too()
    {
        var seen = CreateTestProbe();
        var child = Sys.ActorOf(StepProps(Recording(seen)));
        var message = Step.Async("A", async () =>
        {
            await Task.Yield();
            throw new InvalidOperationException("no");
        });
        InTrace(() => child.Say(message));
        await seen.ExpectMsgAsync<object>(m => Assert.Equal(("PreRestart", (object)message, false), m));
        await NextExactTraceAsync();
    }

    [Fact]
    public async Task The_next_message_after_a_restart_has_its_own_parent()
    {
        var a = Stepper();
        InTrace(() => a.Say(Step.Of("A", () => throw new InvalidOperationException("no"))));
        InTrace(() => a.Say(Step.Of("B")));
        var shapes = new[] { (await NextExactTraceAsync()).Shape(), (await NextExactTraceAsync()).Shape() };
        Assert.Equal(["test(A)", "test(B)"], shapes.Order());
    }

    [Fact]
    public async Task A_cancelled_handler_is_an_error_span()
    {
        var a = Stepper();
        InTrace(() => a.Say(Step.Async("A", async () =>
        {
            await Task.Yield();
            throw new OperationCanceledException("enough");
        })));
        var span = (await NextExactTraceAsync()).Span("A");
        Assert.True(span.IsError);
        Assert.Contains("Canceled", Exception(span, "exception.type"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cancelled_task_that_a_handler_returns_is_an_error_span()
    {
        var a = Stepper();
        InTrace(() => a.Say(Step.Async("A", () => Task.FromCanceled(new CancellationToken(canceled: true)))));
        Assert.True((await NextExactTraceAsync()).Span("A").IsError);
    }

    [Fact]
    public async Task A_message_sent_by_a_failing_handler_stays_its_child()
    {
        var (a, b) = (Stepper(), Stepper());
        InTrace(() => a.Say(Step.Of("A", () =>
        {
            b.Say(Step.Of("B"));
            throw new InvalidOperationException("no");
        })));
        Assert.Equal("test(A(B))", (await NextExactTraceAsync()).Shape());
    }

    private static StepHooks Recording(IActorRef seen) => new(
        Restarting: message => seen.Tell(("PreRestart", message, Span.Current is not null)),
        Restarted: () => seen.Tell(("PostRestart", (object)"", Span.Current is not null)));

    private static string Exception(TraceSpan span, string tag) =>
        Assert.Single(span.Span.Events).Tags.Single(t => t.Key == tag).Value.AsString!;

    private async Task<string> Life(Directive directive, bool isAsync, bool traced)
    {
        var seen = CreateTestProbe();
        var steps = StepProps(new StepHooks(
            Stopped: () => seen.Tell("PostStop"),
            Restarting: message => seen.Tell($"PreRestart {message.GetType().Name}"),
            Restarted: () => seen.Tell("PostRestart")));
        var top = Sys.ActorOf(Props.Create(() => new Top(seen, directive, steps)));
        var child = await Soon(top.Ask<IActorRef>("child", Patience));
        void Send()
        {
            Exception no = new InvalidOperationException("no");
            Tell(Step.Of("before"));
            if (isAsync) Tell(Step.Async("fails", () => Task.FromException(no)));
            else Tell(Step.Of("fails", () => throw no));
        }
        void Tell(object message)
        {
            if (traced) child.Say(message);
            else child.Tell(message);
        }
        if (traced) InTrace(Send);
        else Send();

        // The guardian restarts the parent of an escalated failure, and a restart stops the children.
        var life = new List<string>();
        var end = directive switch { Directive.Resume => "Decide no", Directive.Restart => "PostRestart", _ => "PostStop" };
        do life.Add((string)await seen.ExpectMsgAsync<string>(Patience));
        while (life[^1] != end);
        return string.Join(", ", life);
    }

    private sealed class Top(IActorRef seen, Directive directive, Props child) : UntypedActor
    {
        private readonly IActorRef _child = Context.ActorOf(child);

        protected override void OnReceive(object message) => Sender.Tell(_child);

        protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(cause =>
        {
            seen.Tell($"Decide {cause.Message}");
            return directive;
        });
    }
}
