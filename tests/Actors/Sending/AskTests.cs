using Akka.Actor;

namespace Tracing.Actors.Sending;

public class AskTests : TracedKit
{
    [Fact]
    public async Task An_ask_is_one_child_and_its_reply_none()
    {
        var (a, b) = (Stepper(), Stepper());
        await InTraceAsync(async () => Assert.Equal("from B", await a.AskTraced<string>(new AsyncStep("A", async c =>
        {
            var asker = c.Sender;
            asker.TellTraced(await b.AskTraced<string>(new Step("B", d => d.Sender.TellTraced("from B")), Patience));
        }), Patience)));
        Assert.Equal("test(A(B))", (await NextExactTraceAsync()).Shape());
    }

    [Fact]
    public async Task An_ask_for_an_object_gives_the_reply_itself()
    {
        var a = Stepper();
        await InTraceAsync(async () => Assert.Equal(
            "raw", Assert.IsType<string>(await a.AskTraced<object>(new Step("A", c => c.Sender.TellTraced("raw")), Patience))));
        await NextExactTraceAsync();
    }

    [Fact]
    public async Task A_status_failure_fails_the_ask_with_its_cause()
    {
        var a = Stepper();
        await InTraceAsync(async () =>
        {
            var failure = await Assert.ThrowsAnyAsync<Exception>(() => a.AskTraced<string>(
                new Step("A", c => c.Sender.TellTraced(new Status.Failure(new InvalidOperationException("no")))), Patience));
            Assert.Equal("no", failure.GetBaseException().Message);
        });
        Assert.Equal("test(A)", (await NextExactTraceAsync()).Shape());
    }

    [Fact]
    public async Task An_ask_that_times_out_leaves_the_trace_exact()
    {
        var a = Stepper();
        await InTraceAsync(() => Assert.ThrowsAsync<AskTimeoutException>(
            () => a.AskTraced<string>(Step.Of("A"), TimeSpan.FromMilliseconds(30))));
        Assert.Equal("test(A)", (await NextExactTraceAsync()).Shape());
    }

    [Fact]
    public async Task A_cancelled_ask_leaves_the_trace_exact()
    {
        var a = Stepper();
        using var stopping = new CancellationTokenSource();
        await InTraceAsync(() => Assert.ThrowsAnyAsync<OperationCanceledException>(() => a.AskTraced<string>(
            Step.Of("A", () => stopping.Cancel()), Timeout.InfiniteTimeSpan, stopping.Token)));
        Assert.Equal("test(A)", (await NextExactTraceAsync()).Shape());
    }

    [Fact]
    public async Task An_ask_cancelled_before_it_is_made_leaves_the_trace_exact()
    {
        var a = Stepper();
        await InTraceAsync(() => Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => a.AskTraced<string>(Step.Of("A"), Patience, new CancellationToken(canceled: true))));
        await NextExactTraceAsync();
    }

    [Fact]
    public async Task An_ask_of_an_actor_that_is_gone_is_an_undelivered_span()
    {
        var gone = Stepper();
        await gone.GracefulStop(Patience);
        await InTraceAsync(() => Assert.ThrowsAsync<AskTimeoutException>(
            () => gone.AskTraced<string>(Step.Of("A"), TimeSpan.FromMilliseconds(30))));
        Assert.Equal("test(undelivered Step)", (await NextExactTraceAsync()).Shape());
    }

    [Fact]
    public async Task Without_a_trace_an_ask_is_an_ask()
    {
        var a = Stepper();
        Assert.Equal("hi", await a.AskTraced<string>(new Step("A", c => c.Sender.TellTraced("hi")), Patience));
        await NoFurtherTraceAsync();
    }
}
