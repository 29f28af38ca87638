namespace Tracing.Generator.Calls;

/// <summary>The tutorial's five steps, for every kind of decorated method.</summary>
public class FiveStepsTests
{
    private readonly Recorded _recorded = new();

    public static TheoryData<string> All => new(Kinds.Sync.Keys.Concat(Kinds.Async.Keys));

    public static TheoryData<string> Async => new(Kinds.Async.Keys);

    [Theory, MemberData(nameof(All))]
    public async Task One_a_call_without_a_trace_is_a_direct_call(string kind)
    {
        var inside = new List<Span?>();
        await Call(kind)(() => Note(inside));
        Assert.Equal([null, null], inside);
        Assert.Empty(_recorded.Finished());
    }

    [Theory, MemberData(nameof(All))]
    public async Task One_a_call_in_an_unsampled_trace_is_a_direct_call(string kind)
    {
        var unsampled = new Recorded(s => s with { Sampler = Sampling.AlwaysOffSampler.Instance });
        var inside = new List<Span?>();
        Span? caller = null;
        await Spans.RunRootAsync("caller", () =>
        {
            caller = Span.Current;
            return Call(kind)(() => Note(inside));
        }, unsampled.Tracer);
        Assert.NotNull(caller);
        Assert.Equal([caller, caller], inside);
        Assert.Empty(unsampled.Finished());
    }

    [Theory, MemberData(nameof(All))]
    public async Task Two_a_call_in_a_trace_is_one_child_span(string kind)
    {
        await InTrace(() => Call(kind)(() => Task.CompletedTask));
        var spans = _recorded.Finished();
        Assert.Equal(["work", "caller"], spans.Select(s => s.Name));
        Assert.Equal(spans[1].Context.TraceId, spans[0].Context.TraceId);
        Assert.Equal(spans[1].Context.SpanId, spans[0].Context.ParentSpanId);
        Assert.Equal((SpanStatus.Unset, 1), (spans[0].Status, spans[1].Children));
    }

    [Theory, MemberData(nameof(All))]
    public async Task Three_nested_calls_have_the_call_s_context(string kind)
    {
        var inside = new List<Span?>();
        await InTrace(() => Call(kind)(() => Note(inside)));
        var spans = _recorded.Finished();
        Assert.Equal(["inner", "work", "caller"], spans.Select(s => s.Name));
        Assert.Equal(spans[1].Context.SpanId, spans[0].Context.ParentSpanId);
        Assert.Equal([spans[1].Context, spans[0].Context], inside.Select(one => one?.Context));
    }

    [Theory, MemberData(nameof(Async))]
    public async Task Three_the_context_is_kept_after_an_await(string kind)
    {
        var inside = new List<Span?>();
        await InTrace(() => Call(kind)(async () =>
        {
            await Task.Yield();
            await Note(inside);
        }));
        Assert.Equal(["work", "inner"], inside.Select(s => s?.Name));
    }

    [Theory, MemberData(nameof(All))]
    public async Task Four_an_exception_marks_the_span_and_passes_unchanged(string kind)
    {
        var thrown = new InvalidOperationException("no stock");
        Exception? caught = null;
        await InTrace(async () =>
            caught = await Record.ExceptionAsync(() => Call(kind)(() => Thrower.Throw(thrown))));
        Assert.Same(thrown, caught);
        Assert.Contains(nameof(Thrower), thrown.StackTrace);
        Assert.DoesNotContain("Interceptors", thrown.StackTrace);
        var span = _recorded.Finished()[0];
        Assert.Equal(("work", SpanStatus.Error), (span.Name, span.Status));
        var happened = Assert.Single(span.Details!.Events);
        Assert.Equal("exception", happened.Name);
        Assert.Contains(nameof(Thrower), happened.Tags[2].Value.AsString);
    }

    [Theory, MemberData(nameof(Async))]
    public async Task Four_an_exception_after_an_await_marks_the_span_too(string kind)
    {
        var thrown = new InvalidOperationException("no stock");
        Exception? caught = null;
        await InTrace(async () => caught = await Record.ExceptionAsync(() => Call(kind)(async () =>
        {
            await Task.Yield();
            await Thrower.Throw(thrown);
        })));
        Assert.Same(thrown, caught);
        Assert.Equal(SpanStatus.Error, _recorded.Finished()[0].Status);
    }

    [Theory, MemberData(nameof(All))]
    public async Task Five_the_caller_has_its_context_back_and_the_span_has_ended(string kind)
    {
        await InTrace(async () =>
        {
            var caller = Span.Current;
            await Call(kind)(() => Task.CompletedTask);
            Assert.Same(caller, Span.Current);
            Assert.Equal("work", Assert.Single(_recorded.Finished()).Name);
        });
    }

    [Theory, MemberData(nameof(All))]
    public async Task Five_the_caller_has_its_context_back_after_an_exception(string kind)
    {
        await InTrace(async () =>
        {
            var caller = Span.Current;
            await Record.ExceptionAsync(() => Call(kind)(() => Thrower.Throw(new TimeoutException())));
            Assert.Same(caller, Span.Current);
            Assert.Equal("work", Assert.Single(_recorded.Finished()).Name);
        });
    }

    [Theory, MemberData(nameof(Async))]
    public async Task Five_the_caller_has_its_context_back_while_the_call_still_runs(string kind)
    {
        var gate = new TaskCompletionSource();
        await InTrace(async () =>
        {
            var caller = Span.Current;
            var running = Call(kind)(() => gate.Task);
            Assert.Same(caller, Span.Current);
            Assert.Empty(_recorded.Finished());
            gate.SetResult();
            await running;
            Assert.Equal("work", Assert.Single(_recorded.Finished()).Name);
        });
    }

    [Theory, MemberData(nameof(All))]
    public async Task A_call_after_its_caller_ended_is_a_detached_child(string kind)
    {
        await InTrace(() =>
        {
            Span.Current!.End();
            return Call(kind)(() => Task.CompletedTask);
        });
        var spans = _recorded.Finished();
        Assert.Equal(["caller", "work"], spans.Select(s => s.Name));
        Assert.True(spans[1].Marks.HasFlag(SpanMarks.Detached));
    }

    private static Func<Func<Task>, Task> Call(string kind) =>
        Kinds.Async.TryGetValue(kind, out var call) ? call : Kinds.Sync[kind];

    private static Task Note(List<Span?> inside)
    {
        inside.Add(Span.Current);
        inside.Add(Inner.Call());
        return Task.CompletedTask;
    }

    private Task InTrace(Func<Task> body) => Spans.RunRootAsync("caller", body, _recorded.Tracer);
}
