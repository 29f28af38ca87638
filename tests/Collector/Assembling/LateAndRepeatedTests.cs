using Tracing.Closing;
namespace Tracing.Assembling;

public class LateAndRepeatedTests
{
    [Fact]
    public void A_repeated_span_is_dropped_and_counted_before_and_after_its_trace_closed()
    {
        var assembling = new Assembling().Add(Some.Span(2, 1), Some.Span(2, 1), Some.Span(1, 0, 1), Some.Span(1, 0, 1));
        Assert.Equal(2, assembling.Only.Spans.Length);
        Assert.Equal(2, assembling.Assembler.Counts.Duplicates);
    }

    [Fact]
    public void A_different_span_with_the_same_id_is_kept_and_flagged_and_the_trace_is_not_exact()
    {
        var assembling = new Assembling().Add(Some.Span(2, 1), Some.Span(2, 1, name: "other"), Some.Span(1, 0, 1));
        Assert.Empty(assembling.Closed);
        assembling.After(AssemblerSettings.Default.Settle);
        Assert.Equal((3, 1), (assembling.Only.Spans.Length, assembling.Only.Conflicts));
    }

    [Fact]
    public void A_late_span_joins_its_trace_as_a_revision_and_never_makes_a_second_one()
    {
        var assembling = new Assembling().Add(Some.Span(1, 0, 1)).After(AssemblerSettings.Default.MaxAge).Add(Some.Span(2, 1));
        Assert.Equal([CompletenessKind.Partial, CompletenessKind.Exact], assembling.Closed.Select(t => t.Completeness.Kind));
        Assert.Equal([0, 1], assembling.Closed.Select(t => t.Revision));
        Assert.Equal(Some.Id(2), Assert.Single(assembling.Closed[1].Spans).SpanId);
        Assert.Equal(0, assembling.Assembler.OpenTraces);
    }

    [Fact]
    public void Late_spans_of_several_traces_in_one_batch_each_join_their_own()
    {
        var assembling = new Assembling(new AssemblerSettings { RememberedSpans = 4 })
            .Add(Some.Span(1, 0, 2), Some.Span(1, 0, 2, 2)).After(AssemblerSettings.Default.MaxAge);
        assembling.Add(Some.Span(2, 1), Some.Span(2, 1, 0, 2), Some.Span(3, 1), Some.Span(3, 1, 0, 2));
        Assert.Equal([2, 2], assembling.Closed.Skip(2).Select(t => t.Spans.Length));
    }

    [Fact]
    public void The_memory_of_closed_traces_is_bounded()
    {
        var closed = new ClosedTraces(capacitySpans: 10, largeFrom: 1_000, new LargeTraces());
        for (var i = 1; i <= 100; i++)
        {
            var ledger = new TraceLedger();
            for (var span = 1; span <= 4; span++) ledger.Add(Some.Span(span, 0, 0, i));
            closed.Remember(new ClosedTraces.Entry(
                Some.Trace(i), ledger, 0, PartialReason.None, TailSampling.TraceDecision.KeptByDefault, 0));
        }
        Assert.Equal([99, 100], Enumerable.Range(1, 100).Where(i => closed.Find(Some.Trace(i)) is not null));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    public void The_memory_of_closed_traces_stays_within_its_bytes_however_small_the_traces_are(int spans)
    {
        const int MaxBytes = 100_000;
        var closed = new ClosedTraces(int.MaxValue, largeFrom: 1_000, new LargeTraces(), MaxBytes);
        for (var i = 1; i <= 1_000; i++)
        {
            var ledger = new TraceLedger();
            // Each names a parent that never comes, as spans without a root do.
            for (var span = 1; span <= spans; span++) ledger.Add(Some.Span(span, 99, 0, i));
            closed.Remember(new ClosedTraces.Entry(
                Some.Trace(i), ledger, 0, PartialReason.None, TailSampling.TraceDecision.KeptByDefault, 0));
        }
        // 300 bytes a trace, 48 for each span and for the parent.
        var room = MaxBytes / (300 + (48 * (spans + 1)));
        Assert.Equal(Enumerable.Range(1_001 - room, room),
            Enumerable.Range(1, 1_000).Where(i => closed.Find(Some.Trace(i)) is not null));
    }
}
