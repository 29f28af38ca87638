using Akka.Actor;

namespace Tracing.Actors.Sending;

/// <summary>Laws for the explicit form and for traced providers.</summary>
public abstract class AskLaws(TraceForm form) : TracedKit(form: form)
{
    [Fact]
    public async Task An_ask_is_one_child_and_its_reply_none()
    {
        var (a, b) = (Stepper(), Stepper());
        await InTraceAsync(async () => Assert.Equal("from B", await a.Question<string>(new AsyncStep("A", async c =>
        {
            var asker = c.Sender;
            asker.Say(await b.Question<string>(new Step("B", d => d.Sender.Say("from B")), Patience));
        }), Patience)));
        Assert.Equal("test(A(B))", (await NextExactTraceAsync()).Shape());
    }

    [Fact]
    public async Task An_ask_for_an_object_gives_the_reply_itself()
    {
        var a = Stepper();
        await InTraceAsync(async () => Assert.Equal(
            "raw", Assert.IsType<string>(await a.Question<object>(new Step("A", c => c.Sender.Say("raw")), Patience))));
        await NextExactTraceAsync();
    }

    [Fact]
    public async Task A_status_failure_fails_the_ask_with_its_cause()
    {
        var a = Stepper();
        await InTraceAsync(async () =>
        {
            var failure = await Assert.ThrowsAnyAsync<Exception>(() => a.Question<string>(
                new Step("A", c => c.Sender.Say(new Status.Failure(new InvalidOperationException("no")))), Patience));
            Assert.Equal("no", failure.GetBaseException().Message);
        });
        Assert.Equal("test(A)", (await NextExactTraceAsync()).Shape());
    }

    [Fact]
    public async Task An_ask_that_times_out_leaves_the_trace_exact()
    {
        var a = Stepper();
        await InTraceAsync(() => Assert.ThrowsAsync<AskTimeoutException>(
            () => a.Question<string>(Step.Of("A"), TimeSpan.FromMilliseconds(30))));
        Assert.Equal("test(A)", (await NextExactTraceAsync()).Shape());
    }

    [Fact]
    public async Task A_cancelled_ask_leaves_the_trace_exact()
    {
        var a = Stepper();
        using var stopping = new CancellationTokenSource();
        await InTraceAsync(() => Assert.ThrowsAnyAsync<OperationCanceledException>(() => a.Question<string>(
            Step.Of("A", () => stopping.Cancel()), Timeout.InfiniteTimeSpan, stopping.Token)));
        Assert.Equal("test(A)", (await NextExactTraceAsync()).Shape());
    }

    [Fact]
    public async Task An_ask_cancelled_before_it_is_made_leaves_the_trace_exact()
    {
        var a = Stepper();
        await InTraceAsync(() => Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => a.Question<string>(Step.Of("A"), Patience, new CancellationToken(canceled: true))));
        await NextExactTraceAsync();
    }

    [Fact]
    public async Task An_ask_of_an_actor_that_is_gone_is_an_undelivered_span()
    {
        var gone = Stepper();
        await gone.GracefulStop(Patience);
        await InTraceAsync(() => Assert.ThrowsAsync<AskTimeoutException>(
            () => gone.Question<string>(Step.Of("A"), TimeSpan.FromMilliseconds(30))));
        Assert.Equal("test(undelivered Step)", (await NextExactTraceAsync()).Shape());
    }

    [Fact]
    public async Task Without_a_trace_an_ask_is_an_ask()
    {
        var a = Stepper();
        Assert.Equal("hi", await a.Question<string>(new Step("A", c => c.Sender.Say("hi")), Patience));
        await NoFurtherTraceAsync();
    }
}
