using System.Collections.Immutable;
using Tracing.Assembling;
using Tracing.Closing;
using Tracing.Collecting;
using Tracing.Contracts;
using Tracing.Wire.Spans;

namespace Tracing.Keeping;

public sealed class OpenTraceStoreTests : IAsyncLifetime
{
    private readonly StateEngine _engine = new();
    private readonly MemoryTraceStore _stored = new(1L << 30);

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _engine.DisposeAsync().AsTask();

    private OpenTraceStore Store => new(_stored, _engine);

    [Fact]
    public async Task An_open_trace_is_found_with_what_is_missing_so_far()
    {
        _engine.Add(Some.Span(3, 2));
        var open = await Store.GetAsync(Some.Trace(1));
        Assert.Equal("open: span 0000000000000002 is missing, parent of 1", open?.Completeness.ToString());
        Assert.Equal([Some.Trace(1)], (await Store.FindAsync(new TraceQuery(Service: "shop"))).Select(trace => trace.TraceId));
        Assert.Single(await Store.FindAsync(new TraceQuery(Completeness: CompletenessKind.Open)));
        Assert.Empty(await Store.FindAsync(new TraceQuery(Completeness: CompletenessKind.Exact)));
        Assert.Empty(await Store.FindAsync(new TraceQuery { OnlyClosed = true }));
        Assert.Equal(["shop"], (await Store.ServicesAsync()).AsEnumerable());
        Assert.Equal(["span 3"], (await Store.OperationsAsync("shop")).Select(operation => operation.Name));
    }

    [Fact]
    public async Task What_is_not_stored_yet_can_be_asked_for_alone()
    {
        await _stored.PutAsync([Settled(Some.Span(1, 0, null))]);
        _engine.Add(Some.Span(3, 2), Some.Span(4, 2, trace: 2, service: "stock"));
        Assert.Equal(["shop", "stock"], (await Store.Unstored.ServicesAsync()).AsEnumerable());
        Assert.Single((await Store.Unstored.GetAsync(Some.Trace(1)))!.Raw);
        Assert.Equal(2, (await Store.Unstored.FindAsync(new TraceQuery())).Length);
        Assert.Null(await ((ITraceStore)_stored).Unstored.GetAsync(Some.Trace(1)));
    }

    [Fact]
    public async Task A_search_leaves_out_open_traces_that_do_not_match()
    {
        _engine.Add(Some.Span(3, 2), Some.Span(4, 2, trace: 2, service: "stock"));
        Assert.Equal([Some.Trace(2)], (await Store.FindAsync(new TraceQuery(Service: "stock"))).Select(trace => trace.TraceId));
        Assert.Empty(await Store.FindAsync(new TraceQuery(Operation: "other")));
    }

    [Fact]
    public async Task When_a_trace_closes_the_closed_one_stands_alone_before_and_after_it_is_stored()
    {
        _engine.Add(Some.Span(2, 1));
        var put = _engine.Add(Some.Span(1, 0, 1));
        Assert.Equal(Completeness.Exact, Assert.Single(await Store.FindAsync(new TraceQuery())).Completeness);
        await _stored.PutAsync(put);
        Assert.Equal(Completeness.Exact, (await Store.GetAsync(Some.Trace(1)))?.Completeness);
        _engine.Stored();
        var kept = Assert.Single(await Store.FindAsync(new TraceQuery()));
        Assert.Equal((Completeness.Exact, 2), (kept.Completeness, kept.Raw.Length));
    }

    [Fact]
    public async Task A_stored_trace_whose_late_spans_are_open_again_is_one_trace_and_open()
    {
        await _stored.PutAsync([Settled(Some.Span(1, 0, null))]);
        _engine.Add(Some.Span(3, 2, null));
        var found = Assert.Single(await Store.FindAsync(new TraceQuery()));
        foreach (var trace in new[] { await Store.GetAsync(Some.Trace(1)), found })
            Assert.Equal((CompletenessKind.Open, 2), (trace?.Completeness.Kind, trace?.Raw.Length));
    }

    [Fact]
    public async Task A_repeat_of_stored_spans_does_not_open_a_trace_again()
    {
        await _stored.PutAsync([Settled(Some.Span(1, 0, null))]);
        _engine.Add(Some.Span(1, 0, null));
        Assert.Equal(Completeness.Settled, (await Store.GetAsync(Some.Trace(1)))?.Completeness);
    }

    [Fact]
    public async Task A_large_open_trace_is_copied_up_to_a_bound_and_says_how_much_is_left_out()
    {
        _engine.Add([.. Enumerable.Range(2, 12_000).Select(id => Some.Span(id, 1))]);
        var open = (await Store.GetAsync(Some.Trace(1)))!;
        Assert.Equal((10_000, 2_000, 12_000), (open.Raw.Length, open.Omitted, open.Summary.SpanCount));
        Assert.Equal("open", open.Completeness.ToString());
    }

    [Fact]
    public async Task Open_and_stored_traces_are_merged_newest_first_up_to_the_limit()
    {
        for (var trace = 1; trace <= 3; trace++)
        {
            await _stored.PutAsync([new ClosedTrace(Some.Trace(10 + trace), 0, Completeness.Settled,
                [Some.Span(1, trace: 10 + trace)], 0, _engine.Now)]);
            _engine.Now += TimeSpan.FromMilliseconds(10);
            _engine.Add(Some.Span(3, 2, trace: trace));
            _engine.Now += TimeSpan.FromMilliseconds(10);
        }
        var found = await Store.FindAsync(new TraceQuery(Limit: 5));
        Assert.Equal([3, 13, 2, 12, 1], found.Select(trace => (int)trace.TraceId.Low));
    }

    [Fact]
    public async Task A_collector_that_does_not_answer_is_noted()
    {
        _engine.IsSilent = true;
        var notes = new QueryNotes();
        Assert.Null(await Store.Noting(notes).GetAsync(Some.Trace(1)));
        Assert.Equal(["open traces: the collector did not answer in time"], notes.Lines.AsEnumerable());
    }

    [Fact]
    public void A_cut_trace_keeps_the_spans_that_started_first_and_the_summary_of_the_whole()
    {
        var spans = Enumerable.Range(1, 100).Reverse().Select(id => Some.Span(id, id - 1, startMillis: id)).ToImmutableArray();
        var whole = KeptTrace.Of(new ClosedTrace(Some.Trace(1), 0, Completeness.Exact, spans, 0, Some.Time));
        var cut = whole.Cut(10);
        Assert.Equal(Enumerable.Range(1, 10).Reverse().Select(Some.Id), cut.Raw.Select(span => span.SpanId));
        Assert.Equal((90, 100, whole.Summary.DurationNanos), (cut.Omitted, cut.Summary.SpanCount, cut.Summary.DurationNanos));
        Assert.Same(whole, whole.Cut(100));
    }

    private static ClosedTrace Settled(RawSpan span) =>
        new(span.TraceId, 0, Completeness.Settled, [span], 0, Some.Time);

    /// <summary>A collector's state with a clock set by hand.</summary>
    private sealed class StateEngine : ICollectorEngine
    {
        private readonly CollectorState _state = new(AssemblerSettings.Default);
        private long _batch;

        public DateTimeOffset Now { get; set; } = Some.Time;

        public bool IsSilent { get; set; }

        public SpanRecorder Recorder { get; } = new();

        public CollectorCounts Counts => _state.Counts;

        /// <summary>Returns the traces that are now on their way to the store.</summary>
        public ImmutableArray<ClosedTrace> Add(params ReadOnlySpan<RawSpan> spans)
        {
            Assert.True(_state.TryAdd(new BatchId(1, ++_batch), [.. spans], false, Now, out var effects));
            return effects.Put;
        }

        public void Stored() => _state.Stored();

        public ValueTask<UnstoredTraces> UnstoredAsync(UnstoredAsk ask, CancellationToken stopping = default) =>
            new(IsSilent ? UnstoredTraces.None with { IsWhole = false } : _state.Unstored(ask));

        public ValueTask<bool> TakeAsync(SpanBatch batch, CancellationToken stopping = default) =>
            throw new NotSupportedException();

        public ValueTask<bool> TakeAsync(SpanBatch batch, IBatchHolder holder, CancellationToken stopping = default) =>
            throw new NotSupportedException();

        public ValueTask DrainAsync(CancellationToken stopping = default) => default;

        public ValueTask DisposeAsync() => default;
    }
}
