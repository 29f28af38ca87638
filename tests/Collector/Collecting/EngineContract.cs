using System.Collections.Concurrent;
using System.Collections.Immutable;
using Tracing.Assembling;
using Tracing.Closing;
using Tracing.Contracts;
using Tracing.Reporting;
using Tracing.Wire.Spans;

namespace Tracing.Collecting;

/// <summary>The laws of every <see cref="ICollectorEngine"/>; each engine's test class inherits them.</summary>
public abstract class EngineContract
{
    private static readonly TimeSpan _atOnce = TimeSpan.FromSeconds(5);

    private readonly Sink _sink = new();
    private readonly SpanRecorder _outside = new();
    private readonly SpanBatcher _batcher;

    protected EngineContract() => _batcher = new SpanBatcher(_outside);

    protected abstract ICollectorEngine Start(ITraceSink sink, AssemblerSettings settings);

    [Fact]
    public async Task A_batch_is_taken_when_the_traces_that_it_closed_are_in_the_sink()
    {
        await using var engine = Start();
        Assert.True(await engine.TakeAsync(WholeTrace()));
        Assert.Equal(Completeness.Exact, Assert.Single(_sink.Traces).Completeness);
    }

    [Fact]
    public async Task A_batch_is_not_taken_before_the_sink_is_done()
    {
        await using var engine = Start();
        _sink.Hold = new TaskCompletionSource();
        var taken = engine.TakeAsync(WholeTrace()).AsTask();
        await _sink.Called.Task;
        Assert.False(taken.IsCompleted);
        _sink.Hold.SetResult();
        Assert.True(await taken);
    }

    [Fact]
    public async Task A_holder_hears_when_all_traces_of_its_batch_are_in_the_sink_and_other_batches_do_not_wait_for_that()
    {
        await using var engine = Start();
        var (child, root) = OpenTrace();
        var (open, whole) = (new ToldHolder(), new ToldHolder());
        Assert.True(await engine.TakeAsync(child, open));
        Assert.True(await engine.TakeAsync(WholeTrace(), whole));
        await UntilAsync(() => whole.IsStored);
        Assert.False(open.IsStored);
        Assert.True(await engine.TakeAsync(root()));
        await UntilAsync(() => open.IsStored);
        Assert.False(open.IsLost || whole.IsLost);
    }

    [Fact]
    public async Task A_holder_hears_nothing_before_the_sink_has_its_batch()
    {
        await using var engine = Start();
        _sink.Hold = new TaskCompletionSource();
        var holder = new ToldHolder();
        var taken = engine.TakeAsync(WholeTrace(), holder).AsTask();
        await _sink.Called.Task;
        Assert.False(holder.IsStored);
        _sink.Hold.SetResult();
        Assert.True(await taken);
        await UntilAsync(() => holder.IsStored);
    }

    [Fact]
    public async Task A_stop_stores_open_traces_and_tells_their_holders_before_it_is_done()
    {
        var engine = Start();
        var holder = new ToldHolder();
        Assert.True(await engine.TakeAsync(OpenTrace().Child, holder));
        await engine.DisposeAsync();
        Assert.True(holder.IsStored);
        var late = new ToldHolder();
        Assert.False(await engine.TakeAsync(OpenTrace().Child, late));
        Assert.False(late.IsStored);
    }

    [Fact]
    public async Task Traces_that_the_sink_fails_to_store_are_put_again_until_they_are_stored()
    {
        await using var engine = Start();
        _sink.Failures = 2;
        Assert.True(await engine.TakeAsync(WholeTrace()));
        Assert.Single(_sink.Traces);
        await UntilAsync(() => engine.Counts.SinkFailures == 2);
    }

    [Fact]
    public async Task Spans_of_this_process_are_collected_like_those_from_outside()
    {
        await using var engine = Start();
        var tracer = engine.Recorder.TracerFor("shop");
        var root = tracer.StartRoot("root");
        tracer.StartChild("child", root).End();
        root.End();
        await engine.DrainAsync();
        var trace = Assert.Single(_sink.Traces);
        Assert.Equal((CompletenessKind.Exact, 2), (trace.Completeness.Kind, trace.Spans.Length));
    }

    [Fact]
    public async Task More_spans_of_this_process_than_one_batch_holds_all_arrive()
    {
        await using var engine = Start();
        var tracer = engine.Recorder.TracerFor("shop");
        for (var i = 0; i < 3 * SpanBatcher.BatchSize; i++) tracer.StartRoot("root").End();
        await engine.DrainAsync();
        Assert.Equal(3 * SpanBatcher.BatchSize, _sink.Traces.Count);
    }

    [Fact]
    public async Task A_stop_stores_open_traces_and_spans_that_are_recorded_and_not_yet_reported()
    {
        var engine = Start();
        Assert.True(await engine.TakeAsync(OpenTrace().Child));
        engine.Recorder.TracerFor("shop").StartRoot("last").End();
        await engine.DisposeAsync();
        Assert.Equal([PartialReason.None, PartialReason.Shutdown], _sink.Traces.Select(t => t.Completeness.Reason).Order());
    }

    [Fact]
    public async Task A_stopped_engine_refuses_at_once_and_hangs_nobody()
    {
        var engine = Start();
        await engine.DisposeAsync();
        await engine.DisposeAsync();
        Assert.False(await engine.TakeAsync(WholeTrace()).AsTask().WaitAsync(_atOnce));
        Assert.False(await engine.TakeAsync(WholeTrace(), new ToldHolder()).AsTask().WaitAsync(_atOnce));
        engine.Recorder.TracerFor("shop").StartRoot("late").End();
        await engine.DrainAsync().AsTask().WaitAsync(_atOnce);
        Assert.Empty(_sink.Traces);
    }

    [Fact]
    public async Task Callers_that_wait_while_the_engine_stops_are_answered_before_the_stop_is_done()
    {
        var engine = Start();
        _sink.Hold = new TaskCompletionSource();
        var taken = engine.TakeAsync(WholeTrace()).AsTask();
        await _sink.Called.Task;
        var stopped = engine.DisposeAsync().AsTask();
        _sink.Hold.SetResult();
        await stopped;
        Assert.True(await taken.WaitAsync(_atOnce));
    }

    [Fact]
    public async Task A_trace_with_missing_spans_closes_at_its_age()
    {
        await using var engine = Start(_sink, AssemblerSettings.Default with { MaxAge = TimeSpan.FromMilliseconds(200) });
        Assert.True(await engine.TakeAsync(OpenTrace().Child));
        await UntilAsync(() => !_sink.Traces.IsEmpty);
        Assert.Equal(PartialReason.Age, _sink.Traces.Single().Completeness.Reason);
    }

    [Fact]
    public async Task An_open_trace_is_shown_from_its_first_span_on_by_id_and_among_the_newest()
    {
        await using var engine = Start();
        var child = OpenTrace().Child;
        Assert.True(await engine.TakeAsync(child));
        var id = child.Spans[0].TraceId;
        var open = Assert.Single((await engine.UnstoredAsync(UnstoredAsk.Of(id))).Open);
        Assert.Equal((id, child.Spans[0].SpanId), (open.TraceId, Assert.Single(open.Spans).SpanId));
        await UntilAsync(async () => (await engine.UnstoredAsync(UnstoredAsk.Newest(10))).Open.Any(trace => trace.TraceId == id));
        Assert.Empty((await engine.UnstoredAsync(UnstoredAsk.Of(new TraceId(1, 2)))).Open);
    }

    [Fact]
    public async Task A_closed_trace_is_shown_until_the_sink_has_it()
    {
        await using var engine = Start();
        _sink.Hold = new TaskCompletionSource();
        var whole = WholeTrace();
        var ask = UnstoredAsk.Of(whole.Spans[0].TraceId);
        var taken = engine.TakeAsync(whole).AsTask();
        await _sink.Called.Task;
        Assert.Equal(Completeness.Exact, Assert.Single((await engine.UnstoredAsync(ask)).Closed).Completeness);
        _sink.Hold.SetResult();
        Assert.True(await taken);
        await UntilAsync(async () => (await engine.UnstoredAsync(ask)).Closed.IsEmpty);
        Assert.Empty((await engine.UnstoredAsync(ask)).Open);
    }

    [Fact]
    public async Task A_stopped_engine_shows_nothing_and_hangs_nobody()
    {
        var engine = Start();
        await engine.DisposeAsync();
        var shown = await engine.UnstoredAsync(UnstoredAsk.Newest(10)).AsTask().WaitAsync(_atOnce);
        Assert.Empty(shown.Open);
    }

    private ICollectorEngine Start() => Start(_sink, AssemblerSettings.Default);

    private SpanBatch WholeTrace()
    {
        _outside.TracerFor("outside").StartRoot("whole").End();
        return _batcher.Next()!;
    }

    // The root has not ended when the child's batch is made; calling Root ends it.
    private (SpanBatch Child, Func<SpanBatch> Root) OpenTrace()
    {
        var tracer = _outside.TracerFor("outside");
        var root = tracer.StartRoot("root");
        tracer.StartChild("child", root).End();
        return (_batcher.Next()!, () =>
        {
            root.End();
            return _batcher.Next()!;
        }
        );
    }

    private static Task UntilAsync(Func<bool> isSo) => UntilAsync(() => Task.FromResult(isSo()));

    private static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!await isSo()) await timer.WaitForNextTickAsync(patience.Token);
    }

    private sealed class Sink : ITraceSink
    {
        private int _failures;

        public ConcurrentQueue<ClosedTrace> Traces { get; } = new();

        public TaskCompletionSource? Hold { get; set; }

        public TaskCompletionSource Called { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int Failures
        {
            set => Volatile.Write(ref _failures, value);
        }

        public async ValueTask PutAsync(ImmutableArray<ClosedTrace> traces, CancellationToken stopping = default)
        {
            Called.TrySetResult();
            if (Hold is { } hold) await hold.Task;
            if (Interlocked.Decrement(ref _failures) >= 0) throw new IOException("disk full");
            foreach (var trace in traces) Traces.Enqueue(trace);
        }
    }
}
