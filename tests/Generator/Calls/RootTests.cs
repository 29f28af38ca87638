namespace Tracing.Generator.Calls;

/// <summary>Tests of [TraceRoot]. They set the process's default tracer, which roots without a service use.</summary>
[Collection(nameof(Tracer.Default))]
public sealed class RootTests : IDisposable
{
    private readonly Tracer _before = Tracer.Default;
    private readonly Recorded _recorded = new();

    public RootTests() => Tracer.Default = _recorded.Tracer;

    public static TheoryData<string> All => new(Kinds.Root.Keys);

    public void Dispose() => Tracer.Default = _before;

    [Theory, MemberData(nameof(All))]
    public async Task A_root_is_the_first_span_of_a_new_trace(string kind)
    {
        Span? inside = null;
        await Kinds.Root[kind](() => Task.FromResult(inside = Span.Current));
        var span = Assert.Single(_recorded.Finished());
        Assert.Equal(inside?.Context, span.Context);
        Assert.Equal("work", span.Name);
        Assert.True(span.Context.ParentSpanId.IsNone);
        Assert.Null(Span.Current);
    }

    [Theory, MemberData(nameof(All))]
    public async Task A_root_in_a_trace_is_a_new_trace_with_a_link_to_it(string kind)
    {
        await Spans.RunRootAsync("caller", async () =>
        {
            var caller = Span.Current;
            await Kinds.Root[kind](() => Task.CompletedTask);
            Assert.Same(caller, Span.Current);
        });
        var spans = _recorded.Finished();
        Assert.Equal(["work", "caller"], spans.Select(s => s.Name));
        Assert.NotEqual(spans[1].Context.TraceId, spans[0].Context.TraceId);
        Assert.Equal(spans[1].Context.SpanId, Assert.Single(spans[0].Details!.Links).SpanId);
        Assert.Equal(0, spans[1].Children);
    }

    [Fact]
    public async Task A_root_has_the_kind_that_it_is_given()
    {
        Spans.RunRoot("1", static () => { }, kind: SpanKind.Server);
        Assert.Equal(7, Spans.RunRoot("2", static () => 7, kind: SpanKind.Consumer));
        await Spans.RunRootAsync("3", static () => Task.CompletedTask, kind: SpanKind.Producer);
        Assert.Equal(7, await Spans.RunRootAsync("4", static () => Task.FromResult(7), kind: SpanKind.Client));
        Spans.RunRoot("5", static () => { });
        Assert.Equal([SpanKind.Server, SpanKind.Consumer, SpanKind.Producer, SpanKind.Client, SpanKind.Internal],
            _recorded.Finished().Select(static span => span.Kind));
    }

    [Theory, MemberData(nameof(All))]
    public async Task Calls_in_a_root_that_is_not_sampled_are_direct_calls(string kind)
    {
        _recorded.Recorder.Sampler = Sampling.AlwaysOffSampler.Instance;
        Span? inside = null;
        await Kinds.Root[kind](() =>
        {
            inside = Span.Current;
            Assert.Same(inside, Inner.Call());
            return Task.CompletedTask;
        });
        Assert.False(inside!.Context.IsSampled);
        Assert.Empty(_recorded.Finished());
    }

    [Theory, MemberData(nameof(All))]
    public async Task A_root_that_throws_is_a_failed_span(string kind)
    {
        var thrown = new InvalidOperationException("no stock");
        Assert.Same(thrown, await Record.ExceptionAsync(() => Kinds.Root[kind](() => Thrower.Throw(thrown))));
        Assert.Equal(SpanStatus.Error, Assert.Single(_recorded.Finished()).Status);
        Assert.Null(Span.Current);
    }

    [Fact]
    public void A_root_that_throws_instead_of_returning_its_stream_is_a_failed_span()
    {
        Assert.Throws<TimeoutException>(() => { ThrowsAtOnce(); });
        Assert.Equal(SpanStatus.Error, Assert.Single(_recorded.Finished()).Status);
    }

    [TraceRoot("at once")]
    internal static IAsyncEnumerable<int> ThrowsAtOnce() => throw new TimeoutException();
}
