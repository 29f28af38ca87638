namespace Tracing.Generator.Calls;

public class StreamTests
{
    private readonly Recorded _recorded = new();

    [Fact]
    public Task A_stream_that_is_not_read_has_no_span() => InTrace(() =>
    {
        _ = new Worker().Stream(() => Task.CompletedTask);
        Assert.Empty(_recorded.Finished());
        return Task.CompletedTask;
    });

    [Fact]
    public Task A_stream_that_is_read_twice_has_two_spans() => InTrace(async () =>
    {
        var stream = new Worker().Stream(() => Task.CompletedTask);
        await foreach (var _ in stream) { }
        await foreach (var _ in stream) { }
        Assert.Equal(["work", "work"], _recorded.Finished().Select(s => s.Name));
    });

    [Fact]
    public Task The_span_starts_with_the_first_step_and_ends_with_the_last() => InTrace(async () =>
    {
        var items = new Worker().Stream(() => Task.CompletedTask).GetAsyncEnumerator();
        _recorded.Clock.Advance(TimeSpan.FromMilliseconds(1));
        await items.MoveNextAsync();
        _recorded.Clock.Advance(TimeSpan.FromMilliseconds(2));
        await items.MoveNextAsync();
        Assert.Empty(_recorded.Finished());
        Assert.False(await items.MoveNextAsync());
        var span = Assert.Single(_recorded.Finished());
        Assert.Equal(2_000_000ul, span.EndUnixNanos - span.StartUnixNanos);
        await items.DisposeAsync();
        Assert.Empty(_recorded.Finished());
    });

    [Fact]
    public Task Between_two_steps_the_reader_has_its_own_context() => InTrace(async () =>
    {
        var reader = Span.Current;
        await foreach (var _ in new Worker().Stream(() => Task.CompletedTask)) Assert.Same(reader, Span.Current);
        Assert.Same(reader, Span.Current);
    });

    [Fact]
    public Task Each_step_runs_in_the_stream_s_context_whoever_reads_it() => InTrace(async () =>
    {
        Span? inside = null;
        var items = new Worker().Stream(() => Task.FromResult(inside = Span.Current)).GetAsyncEnumerator();
        await items.MoveNextAsync();
        await Spans.RunAsync("other", async () => await items.MoveNextAsync());
        Assert.Equal("work", inside?.Name);
        await items.DisposeAsync();
    });

    [Fact]
    public Task A_reader_that_breaks_off_ends_the_span_without_an_error() => InTrace(async () =>
    {
        await foreach (var _ in new Worker().Stream(() => Task.CompletedTask)) break;
        Assert.Equal(SpanStatus.Unset, Assert.Single(_recorded.Finished()).Status);
    });

    [Fact]
    public Task A_reader_that_throws_ends_the_span_without_an_error_of_the_stream() => InTrace(async () =>
    {
        await Assert.ThrowsAsync<TimeoutException>(async () =>
        {
            await foreach (var _ in new Worker().Stream(() => Task.CompletedTask)) throw new TimeoutException();
        });
        Assert.Equal(SpanStatus.Unset, Assert.Single(_recorded.Finished()).Status);
    });

    [Fact]
    public Task The_reader_s_cancellation_reaches_the_stream() => InTrace(async () =>
    {
        using var stop = new CancellationTokenSource();
        var read = 0;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in new Worker().Stream(() => Task.CompletedTask).WithCancellation(stop.Token))
            {
                read++;
                await stop.CancelAsync();
            }
        });
        Assert.Equal(1, read);
        Assert.Equal(SpanStatus.Error, Assert.Single(_recorded.Finished()).Status);
    });

    [Fact]
    public Task Disposing_a_stream_runs_in_its_context_and_a_failure_there_is_its_own() => InTrace(async () =>
    {
        Span? inside = null;
        await Assert.ThrowsAsync<TimeoutException>(async () =>
        {
            await foreach (var _ in FailsWhenClosed(() => inside = Span.Current)) break;
        });
        Assert.Equal("closing", inside?.Name);
        Assert.Equal(SpanStatus.Error, Assert.Single(_recorded.Finished()).Status);
    });

    [Fact]
    public Task A_method_that_throws_instead_of_returning_its_stream_is_a_failed_span() => InTrace(() =>
    {
        Assert.Throws<ArgumentNullException>(() => Checked(null));
        Assert.Equal(SpanStatus.Error, Assert.Single(_recorded.Finished()).Status);
        return Task.CompletedTask;
    });

    [Fact]
    public Task A_stream_that_is_null_stays_null() => InTrace(() =>
    {
        Assert.Null(Checked(""));
        return Task.CompletedTask;
    });

    [Fact]
    public async Task A_stream_that_is_read_outside_its_trace_is_a_child_of_the_span_that_called_the_method()
    {
        IAsyncEnumerable<int>? stream = null;
        await InTrace(() => Task.FromResult(stream = new Worker().Stream(() => Task.CompletedTask)));
        await foreach (var _ in stream!) { }
        var spans = _recorded.Finished();
        Assert.Equal(["caller", "work"], spans.Select(s => s.Name));
        Assert.Equal(spans[0].Context.SpanId, spans[1].Context.ParentSpanId);
        Assert.True(spans[1].Marks.HasFlag(SpanMarks.Detached));
    }

    [Traced("closing")]
    internal static async IAsyncEnumerable<int> FailsWhenClosed(Action closing)
    {
        try
        {
            await Task.Yield();
            yield return 1;
        }
        finally
        {
            await Task.Yield();
            closing();
            await Thrower.Throw(new TimeoutException());
        }
    }

    [Traced("checked")]
    internal static IAsyncEnumerable<int>? Checked(string? text) =>
        text is null ? throw new ArgumentNullException(nameof(text)) : null;

    private Task InTrace(Func<Task> body) => Spans.RunRootAsync("caller", body, _recorded.Tracer);
}
