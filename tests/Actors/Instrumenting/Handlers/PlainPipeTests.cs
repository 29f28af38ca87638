using Akka.Actor;

namespace Tracing.Actors.Instrumenting.Handlers;

/// <summary>PipeTo as Akka.NET has it.</summary>
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
        // Handled after A's turn, by the order of the mailbox.
        a.Tell(Step.Of("next", turnIsOver.SetResult));
        var trace = await NextExactTraceAsync();
        Assert.Equal("test(A(B C))", trace.Shape());
        Assert.True(trace.Span("A").Span.EndUnixNanos < trace.Span("B").Span.EndUnixNanos);
    }

    [Fact]
    public async Task What_other_tasks_pipe_after_their_handler_is_detached_and_joins_the_trace()
    {
        var a = Stepper();
        var work = new TaskCompletionSource<Step>();
        InTrace(() => a.Tell(new Step("A", c => work.Task.PipeTo(c.Self))));
        Assert.Equal("test(A)", (await NextExactTraceAsync()).Shape());
        work.SetResult(Step.Of("B"));
        var revision = await NextExactTraceAsync();
        Assert.True(revision.Span("B").Span[TracingTags.Detached].AsBool);
    }

    [Fact]
    public async Task PipeToTraced_counts_it_in_this_form_too()
    {
        var a = Stepper();
        var work = new TaskCompletionSource<Step>();
        InTrace(() => a.Tell(new Step("A", c => work.Task.PipeToTraced(c.Self))));
        work.SetResult(Step.Of("B"));
        Assert.Equal("test(A(B))", (await NextExactTraceAsync()).Shape());
    }
}
