using System.Collections.Immutable;
using Tracing.Assembling;
using Tracing.Closing;
using Tracing.Contracts;
using Tracing.Reporting;
using Tracing.Wire.Spans;

namespace Tracing.Collecting;

public class CollectorPutTests
{
    private static readonly DateTimeOffset _now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private readonly CollectorState _state = new(AssemblerSettings.Default, maxWaiting: 2);
    private readonly SpanRecorder _recorder = new();

    [Fact]
    public void A_batch_that_closes_nothing_is_taken_at_once()
    {
        var effects = Add(1, Open());
        Assert.Empty(effects.Put);
        Assert.Equal([1L], Taken(effects));
        Assert.True(_state.IsIdle);
    }

    [Fact]
    public void A_batch_that_closes_a_trace_is_taken_when_the_trace_is_stored()
    {
        var effects = Add(1, Closed());
        Assert.Single(effects.Put);
        Assert.Empty(effects.Answers);
        Assert.False(_state.IsIdle);
        Assert.Equal([1L], Taken(_state.Stored()));
        Assert.True(_state.IsIdle);
    }

    [Fact]
    public void Traces_that_close_during_a_put_are_in_the_next_put()
    {
        Add(1, Closed());
        Assert.Equal((0, 0), Counts(Add(2, Closed())));
        Assert.Equal((0, 0), Counts(Add(3, Open())));
        var next = _state.Stored();
        Assert.Single(next.Put);
        Assert.Equal([1L], Taken(next));
        Assert.Equal([2L, 3L], Taken(_state.Stored()));
    }

    [Fact]
    public void After_a_failed_put_the_same_traces_are_put_again_and_their_batches_are_then_taken()
    {
        var put = Add(1, Closed()).Put;
        _state.StoreFailed();
        Assert.Equal((0, 0), Counts(Add(2, Closed())));
        Assert.Equal((0, 0), Counts(_state.Expire(_now)));
        Assert.Equal(put, _state.Retry().Put);
        var next = _state.Stored();
        Assert.Equal([1L], Taken(next));
        Assert.Single(next.Put);
        Assert.Equal([2L], Taken(_state.Stored()));
        Assert.Equal(1, _state.Counts.SinkFailures);
    }

    [Fact]
    public void Over_the_limit_a_batch_is_refused_whole_and_counted()
    {
        for (var batch = 1; batch <= 3; batch++) Add(batch, Closed());
        Assert.False(_state.TryAdd(new BatchId(1, 4), Closed(), isHeldBySender: false, _now, out var effects));
        Assert.Equal((0, 0), Counts(effects));
        Assert.Equal(1, _state.Counts.Refused);
        Assert.Equal(3, _state.Counts.Assembler.SpansIn);
        Assert.Equal(3, _state.Counts.WaitingTraces);
        Assert.Equal(2, _state.Stored().Put.Length);
        Add(4, Closed());
    }

    [Fact]
    public void A_repeated_batch_is_taken_again_and_closes_no_trace_twice()
    {
        var spans = Closed();
        Add(1, spans);
        _state.Stored();
        var again = Add(2, spans);
        Assert.Empty(again.Put);
        Assert.Equal([2L], Taken(again));
        Assert.Equal(1, _state.Counts.Assembler.Duplicates);
    }

    [Fact]
    public void Expiry_and_flush_close_open_traces()
    {
        Add(1, Open());
        Assert.Empty(_state.Expire(_now).Put);
        var aged = Assert.Single(_state.Expire(_now + AssemblerSettings.Default.MaxAge).Put);
        Assert.Equal(PartialReason.Age, aged.Completeness.Reason);
        _state.Stored();
        Add(2, Open());
        Assert.Equal(PartialReason.Shutdown, Assert.Single(_state.Flush(_now).Put).Completeness.Reason);
    }

    private static (int Put, int Taken) Counts(CollectorEffects effects) => (effects.Put.Length, effects.Answers.Length);

    private static long[] Taken(CollectorEffects effects) => [.. effects.Answers.Select(answer => answer.Batch.Number)];

    private CollectorEffects Add(long batch, ImmutableArray<RawSpan> spans)
    {
        Assert.True(_state.TryAdd(new BatchId(1, batch), spans, isHeldBySender: false, _now, out var effects));
        return effects;
    }

    private ImmutableArray<RawSpan> Closed() => Finish(children: 0);

    private ImmutableArray<RawSpan> Open() => Finish(children: 1);

    private ImmutableArray<RawSpan> Finish(int children)
    {
        var root = _recorder.TracerFor("test").StartRoot("root");
        for (var i = 0; i < children; i++) root.CountChild();
        root.End();
        return new SpanBatcher(_recorder).Next()!.Spans;
    }
}
