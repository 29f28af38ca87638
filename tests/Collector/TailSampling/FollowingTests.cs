using Tracing.Assembling;
using Tracing.Closing;
using Tracing.Collecting;
using Tracing.Contracts;
using Tracing.Keeping;
using Tracing.Wire.Spans;

namespace Tracing.TailSampling;

/// <summary>Effects of a decision: late spans follow it, stores return it, senders are answered.</summary>
public class FollowingTests
{
    private static readonly AssemblerSettings _onlyErrors = AssemblerSettings.Default with
    {
        Sampling = Sampling.Read("default = drop", "policies.errors.type = errors"),
    };

    [Fact]
    public void A_late_span_of_a_kept_trace_is_a_revision_under_the_same_decision()
    {
        var settings = AssemblerSettings.Default with
        {
            Sampling = Sampling.Read("policies.a.type = rate-limit", "policies.a.per-second = 1"),
        };
        var assembling = new Assembling.Assembling(settings).Add(Some.Span(1));
        assembling.Add(Late());
        Assert.Equal([0, 1], assembling.Closed.Select(trace => trace.Revision));
        Assert.All(assembling.Closed, trace => Assert.Equal(new TraceDecision(true, "a", "within the rate", 1), trace.Decision));
        Assert.Equal(1, Assert.Single(assembling.Assembler.Decisions).LateSpans);
    }

    [Fact]
    public void A_late_span_of_a_dropped_trace_is_dropped_and_counted_even_if_it_is_an_error()
    {
        var assembling = new Assembling.Assembling(_onlyErrors).Add(Some.Span(1));
        Assert.False(assembling.Only.Decision.Keeps);
        assembling.Add(Error(2, 1, 1));
        Assert.False(assembling.Only.Decision.Keeps);
        Assert.Equal((1, 0, 1), (assembling.Assembler.Counts.LateDropped, assembling.Assembler.OpenTraces, assembling.Assembler.Counts.Dropped));
        Assert.Equal(new DecisionCount("default", "no policy has an opinion", false, 1, 1, 1, 0), Assert.Single(assembling.Assembler.Decisions));
    }

    [Fact]
    public void A_trace_dropped_by_default_at_its_age_is_decided_anew_when_its_failing_root_comes()
    {
        var assembling = new Assembling.Assembling(_onlyErrors).Add(Some.Span(2, 1)).After(_onlyErrors.MaxAge);
        Assert.False(assembling.Only.Decision.Keeps);
        assembling.Add(Some.Raw(new SpanData
        {
            TraceId = Some.Trace(1),
            SpanId = Some.Id(1),
            Status = SpanStatus.Error,
            Tags = [new Tag(TracingTags.Children, 1)],
        }));
        var anew = assembling.Closed[^1];
        Assert.Equal((CompletenessKind.Exact, true, "errors", 2),
            (anew.Completeness.Kind, anew.Decision.Keeps, anew.Decision.Policy, anew.Spans.Length));
        Assert.Equal((0, 1, 1), (assembling.Assembler.Counts.LateDropped, assembling.Assembler.Counts.Reconsidered,
            assembling.Assembler.Counts.Exact));
        Assert.Equal((0, 0L), (assembling.Assembler.OpenTraces, assembling.Assembler.OpenBytes));
    }

    [Fact]
    public void A_trace_that_nobody_wants_the_second_time_either_is_dropped_again_and_for_good_when_its_time_is_over()
    {
        var assembling = new Assembling.Assembling(_onlyErrors).Add(Some.Span(3, 2)).After(_onlyErrors.MaxAge);
        assembling.Add(Some.Span(2, 1, 1)).After(_onlyErrors.Settle);
        Assert.Equal([false, false], assembling.Closed.Select(static trace => trace.Decision.Keeps));
        assembling.After(_onlyErrors.Sampling.Reconsider);
        Assert.Equal(0, assembling.Assembler.OpenBytes);
        assembling.Add(Error(1, 0, 1));
        Assert.Equal((2, 1), (assembling.Closed.Count, assembling.Assembler.Counts.LateDropped));
    }

    [Fact]
    public void Held_traces_take_at_most_an_eighth_of_the_memory_for_open_ones()
    {
        var assembling = new Assembling.Assembling(_onlyErrors with { MaxBytes = 1 << 20 });
        for (var trace = 1; trace <= 300; trace++) assembling.Add(Some.Span(2, 1, trace: trace));
        assembling.After(_onlyErrors.MaxAge).After(TimeSpan.FromMilliseconds(1));
        Assert.InRange(assembling.Assembler.OpenBytes, 1, 128 << 10);
        // The newest are held.
        assembling.Add(Error(1, 0, 1), Error(1, 0, 300));
        Assert.Equal((1, 1), (assembling.Assembler.Counts.LateDropped, assembling.Assembler.Counts.Reconsidered));
    }

    [Fact]
    public void Every_span_that_comes_in_is_accounted_for()
    {
        var assembling = new Assembling.Assembling(_onlyErrors).Add(Some.Span(1), Some.Span(1), Error(1, 0, 2), Error(1, 0, 2), Late());
        assembling.Add(Some.Span(1, 0, 1, 3));
        var counts = assembling.Assembler.Counts;
        // A repeat of a dropped trace is late; one of a kept trace is a duplicate; one span is still open.
        Assert.Equal((6, 1, 2, 2), (counts.SpansIn, counts.Duplicates, counts.LateDropped, assembling.Out().Length));
    }

    [Fact]
    public void A_dropped_trace_is_not_stored_and_its_batch_is_confirmed_at_once()
    {
        var state = new CollectorState(_onlyErrors);
        Assert.True(state.TryAdd(new BatchId(1, 1), [Some.Span(1)], isHeldBySender: true, Some.Time, out var effects));
        Assert.Empty(effects.Put);
        Assert.True(Assert.Single(effects.Answers).IsStored);
        Assert.True(state.TryAdd(new BatchId(1, 2), [Some.Span(1, trace: 2), Error(1, 0, 3)], isHeldBySender: true, Some.Time, out effects));
        Assert.Equal(Some.Trace(3), Assert.Single(effects.Put).TraceId);
        Assert.Empty(effects.Answers);
        Assert.Equal(2, state.Counts.Decisions.Length);
    }

    [Fact]
    public async Task A_store_returns_the_decision_with_its_weight()
    {
        var decision = new TraceDecision(true, "rest", "within the ratio", 20);
        var store = new MemoryTraceStore(MemoryTraceStore.DefaultMaxBytes);
        var closed = new ClosedTrace(Some.Trace(1), 0, Completeness.Exact, [Some.Span(1)], 0, Some.Time) { Decision = decision };
        await store.PutAsync([closed]);
        await store.PutAsync([closed with { Revision = 1, Spans = [Late()] }]);
        Assert.Equal(decision, (await store.GetAsync(Some.Trace(1)))!.Decision);
    }

    [Fact]
    public void Without_policies_every_trace_is_kept_with_weight_one() =>
        Assert.Equal(TraceDecision.KeptByDefault, new Assembling.Assembling().Add(Some.Span(1)).Only.Decision);

    private static RawSpan Late() => Some.Span(2, 1, 0, tags: new Tag(TracingTags.Detached, true));

    private static RawSpan Error(int id, int parent, int trace) => Some.Raw(new SpanData
    {
        TraceId = Some.Trace(trace),
        SpanId = Some.Id(id),
        ParentSpanId = Some.Id(parent),
        Status = SpanStatus.Error,
        Tags = [new Tag(TracingTags.Children, 0)],
    });
}
