using Akka.Actor;

namespace Tracing.Actors.Instrumenting.Handlers;

/// <summary>Akka.NET's own PipeTo under a traced provider.</summary>
public sealed class PlainPipeTests() : TracedKit(form: TraceForm.ZeroCode)
{
    [Fact]
    public async Task An_answer_that_is_piped_is_a_counted_child_of_the_handler_that_asked()
    {
        var (a, b) = (Stepper(), Stepper());
        InTrace(() => a.Tell(new Step("A", c => b.Ask<string>(new Step("B", d => d.Sender.Tell("hi")), Patience)
            .PipeTo(c.Self, success: text => Step.Of($"piped {text}")))));
        Assert.Equal("test(A(B piped hi))", (await NextExactTraceAsync()).Shape());
        await NoFurtherTraceAsync();
    }

    [Fact]
    public async Task A_question_that_fails_is_piped_as_a_counted_child_too()
    {
        var (a, b) = (Stepper(), Stepper());
        InTrace(() => a.Tell(new Step("A", c => b.Ask<string>(Step.Of("B"), TimeSpan.FromMilliseconds(30))
            .PipeTo(c.Self, failure: e => Step.Of(e.GetType().Name)))));
        Assert.Equal("test(A(AskTimeoutException B))", (await NextExactTraceAsync()).Shape());
    }

    [Fact]
    public async Task The_wait_for_an_answer_is_not_the_handlers_time()
    {
        var (a, b, turnIsOver) = (Stepper(), Stepper(), new TaskCompletionSource());
        InTrace(() => a.Tell(new Step("A", c => b.Ask<string>(new AsyncStep("B", async d =>
        {
            var asker = d.Sender;
            await turnIsOver.Task;
            asker.Tell("hi");
        }), Patience).PipeTo(c.Self, success: _ => Step.Of("C")))));
        // The order of the mailbox makes this come after A's turn.
        a.Tell(Step.Of("next", turnIsOver.SetResult));
        var trace = await NextExactTraceAsync();
        Assert.Equal("test(A(B C))", trace.Shape());
        Assert.True(trace.Span("A").Span.EndUnixNanos < trace.Span("B").Span.EndUnixNanos);
    }

    [Fact]
    public async Task An_ask_by_an_untraced_actor_within_another_handler_is_piped_as_a_child_of_that_handler()
    {
        var (a, b) = (Stepper(), Stepper());
        var innerProps = StepProps().WithDispatcher("akka.test.calling-thread-dispatcher");
        // In the first round, the process may not have had an actor that shares its thread.
        for (var i = 0; i < 2; i++)
        {
            var turnIsOver = new TaskCompletionSource();
            // A child starts on its parent's thread; a top-level actor starts on the guardian's, and runs its first
            // messages there. A step renames the current span, which is the outer handler's.
            InTrace(() => a.Tell(new Step("A", outer => outer.ActorOf(innerProps).Tell(new UntracedStep("X", c =>
                b.Ask<string>(new AsyncStep("B", async d =>
                {
                    var asker = d.Sender;
                    await turnIsOver.Task;
                    asker.Tell("hi");
                }), Patience).PipeTo(a, success: _ => Step.Of("C")))))));
            a.Tell(Step.Of("next", turnIsOver.SetResult));
            Assert.Equal("test(X(B C))", (await NextExactTraceAsync()).Shape());
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_outcome_of_any_piped_task_is_a_counted_child_where_the_generator_sees_the_call(bool fails)
    {
        var a = Stepper();
        var work = new TaskCompletionSource<Step>();
        InTrace(() => a.Tell(new Step("A", c => work.Task.PipeTo(c.Self, failure: _ => Step.Of("failed")))));
        // Handled after A's turn, while A's span still counts.
        await Soon(TurnAfter(a));
        if (fails) work.SetException(new InvalidOperationException());
        else work.SetResult(Step.Of("B"));
        var trace = await NextExactTraceAsync();
        Assert.Equal(fails ? "test(A(failed))" : "test(A(B))", trace.Shape());
        Assert.True(trace.Span("A").Span.EndUnixNanos < trace.Span(fails ? "failed" : "B").Span.StartUnixNanos);
        await NoFurtherTraceAsync();
    }

    [Fact]
    public async Task Every_overload_of_PipeTo_is_seen()
    {
        var a = Stepper();
        var (work, step) = (new TaskCompletionSource<string>(), new TaskCompletionSource<Step>());
        InTrace(() => a.Tell(new Step("A", c =>
        {
            ((Task)work.Task).PipeTo(c.Self, success: () => Step.Of("no result"));
            new ValueTask<Step>(step.Task).PipeTo(c.Self);
            PipeToSupport.PipeTo(step.Task, c.Self, c.Sender);
            work.Task.PipeTo(c.Self, useConfigureAwait: false, success: text => Step.Of(text));
            // The task is done already, so the message is sent within the turn.
            Task.FromResult(Step.Of("at once")).PipeTo(c.Self);
        })));
        await Soon(TurnAfter(a));
        work.SetResult("configured");
        step.SetResult(Step.Of("B"));
        Assert.Equal("test(A(B B at once configured no result))", (await NextExactTraceAsync()).Shape());
    }

    [Fact]
    public async Task Work_that_a_handler_does_not_wait_for_can_be_counted_too()
    {
        var (a, work) = (Stepper(), new TaskCompletionSource());
        InTrace(() => a.Tell(new Step("A", c =>
        {
            var self = c.Self;
            HandlerWork.Hold(Task.Run(async () =>
            {
                await work.Task;
                self.Tell(Step.Of("B"));
            }));
        })));
        await Soon(TurnAfter(a));
        work.SetResult();
        Assert.Equal("test(A(B))", (await NextExactTraceAsync()).Shape());
    }

    [Fact]
    public async Task A_pipe_that_the_generator_does_not_see_is_detached_and_joins_the_trace()
    {
        var a = Stepper();
        var work = new TaskCompletionSource<Step>();
        Func<Task<Step>, ICanTell, IActorRef?, Func<Step, object>?, Func<Exception, object>?, Task> pipe = PipeToSupport.PipeTo;
        InTrace(() => a.Tell(new Step("A", c => pipe(work.Task, c.Self, null, null, null))));
        Assert.Equal("test(A)", (await NextExactTraceAsync()).Shape());
        work.SetResult(Step.Of("B"));
        var revision = await NextExactTraceAsync();
        Assert.True(revision.Span("B").Span[TracingTags.Detached].AsBool);
    }

    [Fact]
    public async Task PipeToTraced_counts_the_outcome_under_a_traced_provider_too()
    {
        var a = Stepper();
        var work = new TaskCompletionSource<Step>();
        InTrace(() => a.Tell(new Step("A", c => work.Task.PipeToTraced(c.Self))));
        work.SetResult(Step.Of("B"));
        Assert.Equal("test(A(B))", (await NextExactTraceAsync()).Shape());
    }

    private static Task TurnAfter(IActorRef actor)
    {
        var over = new TaskCompletionSource();
        actor.Tell(Step.Of("next", over.SetResult));
        return over.Task;
    }
}
