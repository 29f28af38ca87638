using Tracing.Assembling;
using Tracing.Contracts;
using Tracing.Wire.Spans;

namespace Tracing.Collecting;

public class CollectorStateTests
{
    private readonly CollectorState _state = new(AssemblerSettings.Default, incarnation: 9, maxWaiting: 2);
    private long _lastBatch;

    [Fact]
    public void A_batch_of_an_open_trace_is_taken_at_once_and_stored_with_its_trace()
    {
        Assert.Equal([Answer(1, false)], Add(Some.Span(2, 1)).Answers.AsEnumerable());
        var closing = Add(Some.Span(1, 0, 1));
        Assert.Single(closing.Put);
        Assert.Empty(closing.Answers);
        Assert.Equal([Answer(1, true), Answer(2, true)], _state.Stored().Answers.AsEnumerable());
    }

    [Fact]
    public void A_batch_of_several_traces_is_stored_with_the_last_of_them()
    {
        Add(Some.Span(2, 1), Some.Span(1, 0, 0, trace: 2));
        Assert.Equal([Answer(1, false)], _state.Stored().Answers.AsEnumerable());
        Add(Some.Span(1, 0, 1));
        Assert.Equal([Answer(1, true), Answer(2, true)], _state.Stored().Answers.AsEnumerable());
    }

    [Fact]
    public void The_batch_of_a_late_span_is_stored_with_its_revision()
    {
        Add(Some.Span(1));
        Add(Some.Span(5, 1, null));
        Assert.Equal([Answer(1, true)], _state.Stored().Answers.AsEnumerable());
        Assert.Equal([Answer(2, true)], _state.Stored().Answers.AsEnumerable());
    }

    [Fact]
    public void A_repeat_of_a_stored_span_is_stored_at_once()
    {
        Add(Some.Span(1));
        _state.Stored();
        Assert.Equal([Answer(2, true)], Add(Some.Span(1)).Answers.AsEnumerable());
    }

    [Fact]
    public void A_repeat_of_a_span_that_is_on_its_way_to_the_store_waits_for_it()
    {
        Add(Some.Span(1));
        Assert.Empty(Add(Some.Span(1)).Answers);
        Assert.Equal([Answer(1, true), Answer(2, true)], _state.Stored().Answers.AsEnumerable());
    }

    [Fact]
    public void A_batch_that_is_sent_again_is_recognised_by_its_number_and_not_assembled_twice()
    {
        Add(Some.Span(2, 1));
        Assert.True(_state.TryAdd(new BatchId(7, 1), [Some.Span(2, 1)], true, Some.Time, out var effects));
        Assert.Equal([Answer(1, false)], effects.Answers.AsEnumerable());
        Assert.Equal(1, _state.Counts.Assembler.SpansIn);
    }

    [Fact]
    public void A_batch_that_its_sender_does_not_hold_is_answered_once()
    {
        Assert.True(_state.TryAdd(new BatchId(7, 1), [Some.Span(2, 1)], false, Some.Time, out var effects));
        Assert.Equal([Answer(1, false)], effects.Answers.AsEnumerable());
        Add(Some.Span(1, 0, 1));
        Assert.Equal([Answer(1, true)], _state.Stored().Answers.AsEnumerable());
    }

    [Fact]
    public void After_a_failed_put_the_same_traces_are_put_again_and_their_batches_wait()
    {
        var put = Add(Some.Span(1)).Put;
        _state.StoreFailed();
        Assert.Equal(put, _state.Retry().Put);
        Assert.Equal([Answer(1, true)], _state.Stored().Answers.AsEnumerable());
    }

    [Fact]
    public void A_held_batch_is_answered_at_once_where_its_sender_asks_for_that_and_again_when_it_is_stored()
    {
        Assert.Equal([Answer(1, false)], AnsweredAtOnce(_state, 1, Some.Span(1)));
        Assert.Equal([Answer(2, false)], AnsweredAtOnce(_state, 2, Some.Span(2, 1, trace: 2)));
        Assert.Equal([Answer(1, true)], _state.Stored().Answers.AsEnumerable());
        // Sent again, it is known: there is nothing to wait for but the trace.
        Assert.Equal([Answer(2, false)], AnsweredAtOnce(_state, 2, Some.Span(2, 1, trace: 2)));
    }

    [Fact]
    public void What_is_stored_already_is_answered_once_also_at_once()
    {
        AnsweredAtOnce(_state, 1, Some.Span(1));
        _state.Stored();
        Assert.Equal([Answer(2, true)], AnsweredAtOnce(_state, 2, Some.Span(1)));
    }

    [Fact]
    public void While_thousands_of_traces_wait_a_batch_is_answered_when_those_that_it_closed_are_stored()
    {
        var state = new CollectorState(AssemblerSettings.Default, incarnation: 9);
        Assert.Equal([Answer(1, false)], AnsweredAtOnce(state, 1, Some.Span(1)));
        Assert.Empty(AnsweredAtOnce(state, 2, [.. Enumerable.Range(2, 3_000).Select(trace => Some.Span(1, 0, 0, trace: trace))]));
        Assert.Equal([Answer(1, true)], state.Stored().Answers.AsEnumerable());
        Assert.Equal([Answer(3, false)], AnsweredAtOnce(state, 3, Some.Span(1, 0, 0, trace: 5_001)));
        Assert.Equal([Answer(2, true)], state.Stored().Answers.AsEnumerable());
    }

    [Fact]
    public void When_too_much_waits_a_batch_is_refused_and_changes_nothing()
    {
        Add(Some.Span(1));
        Add(Some.Span(1, 0, 0, trace: 2), Some.Span(1, 0, 0, trace: 3));
        Assert.False(_state.TryAdd(new BatchId(7, 3), [Some.Span(1, 0, 0, trace: 4)], true, Some.Time, out _));
        Assert.Equal((3, 1), (_state.Counts.Assembler.SpansIn, _state.Counts.Refused));
    }

    private static BatchAnswer[] AnsweredAtOnce(CollectorState state, long number, params ReadOnlySpan<RawSpan> spans)
    {
        Assert.True(state.TryAdd(new BatchId(7, number), [.. spans], isHeldBySender: true, Some.Time, out var effects, answersAtOnce: true));
        return [.. effects.Answers];
    }

    private CollectorEffects Add(params ReadOnlySpan<RawSpan> spans)
    {
        Assert.True(_state.TryAdd(new BatchId(7, ++_lastBatch), [.. spans], isHeldBySender: true, Some.Time, out var effects));
        return effects;
    }

    private static BatchAnswer Answer(long number, bool isStored) => new(new BatchId(7, number), isStored, 0, 9);
}
