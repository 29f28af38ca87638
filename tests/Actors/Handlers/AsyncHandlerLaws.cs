namespace Tracing.Actors.Handlers;

/// <summary>Laws for the explicit form and for traced providers.</summary>
public abstract class AsyncHandlerLaws(TraceForm form) : TracedKit(form: form)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_span_ends_when_its_handler_does_and_nests_what_it_sends_after_awaits(bool isUntyped)
    {
        var (a, b) = (Sys.ActorOf(isUntyped ? UntypedStepProps() : StepProps()), Stepper());
        var (goOn, running) = (new TaskCompletionSource(), new TaskCompletionSource<Span>());
        InTrace(() => a.Say(Step.Async("A", async () =>
        {
            running.SetResult(Span.Current!);
            await goOn.Task;
            b.Say(Step.Of("B"));
            await Task.Yield();
            b.Say(Step.Of("C"));
        })));
        var span = await Soon(running.Task);
        Assert.False(span.HasEnded);
        goOn.SetResult();
        Assert.Equal("test(A(B C))", (await NextExactTraceAsync()).Shape());
        Assert.True(span.HasEnded);
    }

    [Fact]
    public async Task A_handler_that_waits_for_good_when_its_actor_stops_is_an_error_and_its_trace_exact()
    {
        var (a, isRunning) = (Stepper(), new TaskCompletionSource());
        InTrace(() => a.Say(Step.Async("A", async () =>
        {
            isRunning.SetResult();
            await new TaskCompletionSource().Task;
        })));
        await Soon(isRunning.Task);
        Sys.Stop(a);
        var trace = await NextExactTraceAsync();
        Assert.Equal("test(A)", trace.Shape());
        Assert.True(trace.Span("A").IsError);
        Assert.Equal("the actor stopped before its handler had ended", trace.Span("A").Span.StatusMessage);
    }

    [Fact]
    public async Task A_message_queued_behind_an_asynchronous_handler_keeps_its_own_parent()
    {
        var (a, b) = (Stepper(), Stepper());
        var goOn = new TaskCompletionSource();
        InTrace(() => a.Say(Step.Async("A", async () =>
        {
            await goOn.Task;
            b.Say(Step.Of("from A"));
        })));
        InTrace(() => a.Say(Step.Of("B", () => b.Say(Step.Of("from B")))));
        goOn.SetResult();
        var shapes = new[] { (await NextExactTraceAsync()).Shape(), (await NextExactTraceAsync()).Shape() };
        Assert.Equal(["test(A(from A))", "test(B(from B))"], shapes.Order());
    }

    [Fact]
    public async Task A_handler_that_ends_at_once_has_a_span_like_a_synchronous_one()
    {
        var (a, b) = (Stepper(), Stepper());
        InTrace(() =>
        {
            a.Say(Step.Async("A", () =>
            {
                b.Say(Step.Of("B"));
                return Task.CompletedTask;
            }));
            a.Say(Step.Of("C"));
        });
        Assert.Equal("test(A(B) C)", (await NextExactTraceAsync()).Shape());
    }
}
