using System.Collections.Immutable;
using Tracing.Assembling;
using Tracing.Closing;
using Tracing.Collecting;
using Tracing.Wire;

namespace Tracing.Hosting.Embedded;

public class EmbeddedEngineTests
{
    private readonly Sink _sink = new();

    private EmbeddedEngine Engine(RecorderSettings? recorder = null) => new(_sink, AssemblerSettings.Default, recorder);

    private static SpanBatch Batch(params ReadOnlySpan<string> spans) =>
        OtlpJsonReader.TryRead(System.Text.Encoding.UTF8.GetBytes(SomeJson.Request(spans)), out _)!;

    [Fact]
    public async Task A_batch_is_taken_when_the_traces_that_it_closed_are_in_the_sink()
    {
        await using var engine = Engine();
        Assert.True(await engine.TakeAsync(Batch(SomeJson.Span(1))));
        Assert.Equal(Completeness.Exact, Assert.Single(_sink.Traces).Completeness);
    }

    [Fact]
    public async Task A_batch_is_not_taken_before_the_sink_is_done()
    {
        await using var engine = Engine();
        _sink.Hold = new TaskCompletionSource();
        var taken = engine.TakeAsync(Batch(SomeJson.Span(1))).AsTask();
        await _sink.Called.Task;
        Assert.False(taken.IsCompleted);
        _sink.Hold.SetResult();
        Assert.True(await taken);
    }

    [Fact]
    public async Task Who_holds_a_batch_hears_when_all_of_its_traces_are_in_the_sink_and_nobody_waits_for_that()
    {
        await using var engine = Engine();
        var (open, whole) = (new ToldHolder(), new ToldHolder());
        Assert.True(await engine.TakeAsync(Batch(SomeJson.Span(2, 1)), open));
        Assert.True(await engine.TakeAsync(Batch(SomeJson.Span(5, traceId: $"{5:x32}")), whole));
        Assert.True(whole.IsStored);
        Assert.False(open.IsStored);
        Assert.True(await engine.TakeAsync(Batch(SomeJson.Span(1, 0, 1))));
        Assert.True(open.IsStored);
        Assert.False(open.IsLost || whole.IsLost);
    }

    [Fact]
    public async Task Who_holds_a_batch_hears_nothing_before_the_sink_has_it()
    {
        await using var engine = Engine();
        _sink.Hold = new TaskCompletionSource();
        var holder = new ToldHolder();
        var taken = engine.TakeAsync(Batch(SomeJson.Span(1)), holder).AsTask();
        await _sink.Called.Task;
        Assert.False(holder.IsStored);
        _sink.Hold.SetResult();
        Assert.True(await taken);
        Assert.True(holder.IsStored);
    }

    [Fact]
    public async Task A_stop_in_order_stores_what_is_open_and_tells_who_holds_it()
    {
        var engine = Engine();
        var holder = new ToldHolder();
        Assert.True(await engine.TakeAsync(Batch(SomeJson.Span(1, 0, 1)), holder));
        await engine.DisposeAsync();
        Assert.True(holder.IsStored);
        var late = new ToldHolder();
        Assert.False(await engine.TakeAsync(Batch(SomeJson.Span(2, 1)), late));
        Assert.False(late.IsStored);
    }

    [Fact]
    public async Task What_a_sink_fails_to_store_is_put_again_until_it_is_stored()
    {
        await using var engine = Engine();
        _sink.Failures = 2;
        Assert.True(await engine.TakeAsync(Batch(SomeJson.Span(1))));
        Assert.Single(_sink.Traces);
        Assert.Equal(2, engine.Counts.SinkFailures);
    }

    [Fact]
    public async Task The_spans_of_this_process_go_the_way_of_everybodys()
    {
        await using var engine = Engine();
        var tracer = engine.Recorder.TracerFor("shop");
        var root = tracer.StartRoot("root");
        tracer.StartChild("child", root).End();
        root.End();
        await engine.DrainAsync();
        var trace = Assert.Single(_sink.Traces);
        Assert.Equal((CompletenessKind.Exact, 2), (trace.Completeness.Kind, trace.Spans.Length));
    }

    [Fact]
    public async Task More_own_spans_than_one_batch_holds_all_arrive()
    {
        await using var engine = Engine();
        var tracer = engine.Recorder.TracerFor("shop");
        for (var i = 0; i < 3 * SpanBatcher.BatchSize; i++) tracer.StartRoot("root").End();
        await engine.DrainAsync();
        Assert.Equal(3 * SpanBatcher.BatchSize, _sink.Traces.Count);
    }

    [Fact]
    public async Task A_stop_flushes_what_is_open_and_what_was_recorded()
    {
        var engine = Engine();
        Assert.True(await engine.TakeAsync(Batch(SomeJson.Span(1, 0, 1))));
        engine.Recorder.TracerFor("shop").StartRoot("last").End();
        await engine.DisposeAsync();
        Assert.Equal([PartialReason.None, PartialReason.Shutdown], _sink.Traces.Select(t => t.Completeness.Reason).Order());
    }

    [Fact]
    public async Task A_stopped_engine_refuses_and_hangs_nobody()
    {
        var engine = Engine();
        await engine.DisposeAsync();
        await engine.DisposeAsync();
        Assert.False(await engine.TakeAsync(Batch(SomeJson.Span(1))));
        await engine.DrainAsync();
    }

    [Fact]
    public async Task A_trace_closes_by_the_clock_that_the_engine_was_given()
    {
        var clock = new HandClock();
        await using var engine = Engine(new RecorderSettings { Time = clock });
        Assert.True(await engine.TakeAsync(Batch(SomeJson.Span(1, 0, 1))));
        clock.Advance(AssemblerSettings.Default.MaxAge);
        await RunningHost.UntilAsync(() => Task.FromResult(_sink.Traces.Count), count => count == 1);
        Assert.Equal(PartialReason.Age, _sink.Traces.Single().Completeness.Reason);
    }

    private sealed class Sink : ITraceSink
    {
        public System.Collections.Concurrent.ConcurrentQueue<ClosedTrace> Traces { get; } = new();

        public TaskCompletionSource? Hold { get; set; }

        public TaskCompletionSource Called { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int Failures { get; set; }

        public async ValueTask PutAsync(ImmutableArray<ClosedTrace> traces, CancellationToken stopping = default)
        {
            Called.TrySetResult();
            if (Hold is { } hold) await hold.Task;
            if (Failures-- > 0) throw new IOException("disk full");
            foreach (var trace in traces) Traces.Enqueue(trace);
        }
    }
}
