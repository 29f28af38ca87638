namespace Tracing.Generator.Calls;

/// <summary>The task of a decorated method completes exactly as the method's own task.</summary>
public class TaskTests
{
    private readonly Recorded _recorded = new();

    [Fact]
    public Task A_task_that_is_null_stays_null() => InTrace(() =>
    {
        Assert.Null(new Worker().Task(() => null!));
        Assert.Single(_recorded.Finished());
        return Task.CompletedTask;
    });

    [Fact]
    public Task A_completed_task_is_returned_itself() => InTrace(() =>
    {
        var done = Task.FromResult(7);
        Assert.Same(done, new Worker().Task(() => done));
        return Task.CompletedTask;
    });

    [Theory, InlineData(true), InlineData(false)]
    public Task A_cancelled_task_stays_cancelled_with_its_token(bool before) => InTrace(async () =>
    {
        using var stop = new CancellationTokenSource();
        var source = new TaskCompletionSource();
        if (before) await Cancel();
        var task = new Worker().Task(() => source.Task);
        if (!before) await Cancel();
        var thrown = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => task);
        Assert.True(task.IsCanceled);
        Assert.Equal(stop.Token, thrown.CancellationToken);
        Assert.Equal(SpanStatus.Error, Assert.Single(_recorded.Finished()).Status);

        async Task Cancel()
        {
            await stop.CancelAsync();
            source.SetCanceled(stop.Token);
        }
    });

    [Fact]
    public Task Several_exceptions_of_one_task_stay_several() => InTrace(async () =>
    {
        var (one, two) = (new TaskCompletionSource(), new TaskCompletionSource());
        var task = new Worker().Task(() => Task.WhenAll(one.Task, two.Task));
        one.SetException(new TimeoutException());
        two.SetException(new InvalidOperationException());
        await Record.ExceptionAsync(() => task);
        Assert.Equal(2, task.Exception!.InnerExceptions.Count);
    });

    [Fact]
    public Task The_span_has_ended_when_the_caller_goes_on() => InTrace(async () =>
    {
        var gate = new TaskCompletionSource();
        var running = new Worker().ValueTaskOfT(() => gate.Task, "x").AsTask();
        var ended = running.ContinueWith(_ => _recorded.Finished().Length, TaskScheduler.Default);
        gate.SetResult();
        Assert.Equal(("x", 1), (await running, await ended));
    });

    private Task InTrace(Func<Task> body) => Spans.RunRootAsync("caller", body, _recorded.Tracer);
}
