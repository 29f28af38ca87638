using Tracing.Closing;
using Tracing.Keeping;
using Tracing.Wire.Spans;

namespace Tracing.Assembling;

/// <summary>100,000 spans in one trace, in the shapes that are hardest on a collector.</summary>
public class LargeTraceTests
{
    private const int Many = 100_000;

    /// <summary>Number of spans in a batch of a reporter.</summary>
    private const int Batch = 500;

    public static TheoryData<string> Shapes => ["deep", "wide", "ring", "deep, leaves first"];

    [Theory]
    [MemberData(nameof(Shapes))]
    public void A_hundred_thousand_spans_are_one_trace(string shape)
    {
        var assembling = Assemble(Shape(shape, Many)).After(AssemblerSettings.Default.Settle);
        Assert.Equal(Many, assembling.Only.Spans.Length);
        // A cycle is never exact: it does not lead to the root.
        Assert.Equal(shape == "ring" ? Completeness.Settled : Completeness.Exact, assembling.Only.Completeness);
        Assert.Equal((0, 0L), (assembling.Assembler.OpenTraces, assembling.Assembler.OpenBytes));
    }

    // Memory is measured, because times vary on a busy machine. Quadratic work would take minutes in the tests above.
    [Theory]
    [MemberData(nameof(Shapes))]
    public void Sixteen_times_the_spans_take_sixteen_times_the_memory(string shape)
    {
        const int Few = 5_000, Times = 16;
        var (few, many) = (Shape(shape, Few), Shape(shape, Few * Times));
        Assert.InRange((double)Allocated(many) / Allocated(few), Times * 0.5, Times * 2);
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Over_the_span_limit_a_trace_is_closed_early_and_later_spans_are_its_revisions(string shape)
    {
        const int Limit = 5_000;
        var assembling = Assemble(Shape(shape, 2 * Limit), new AssemblerSettings { MaxSpansPerTrace = Limit });
        Assert.Equal((PartialReason.Size, Limit), (assembling.Closed[0].Completeness.Reason, assembling.Closed[0].Spans.Length));
        Assert.Equal(Enumerable.Range(0, 1 + Limit / Batch), assembling.Closed.Select(trace => trace.Revision));
        Assert.Equal(2 * Limit, assembling.Out().Length);
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Over_the_byte_limit_traces_are_closed_early_and_the_limit_holds(string shape)
    {
        var settings = new AssemblerSettings { MaxBytes = 100_000 };
        var assembling = new Assembling(settings);
        foreach (var batch in Shape(shape, 10_000).Chunk(Batch))
        {
            assembling.Add(batch);
            Assert.InRange(assembling.Assembler.OpenBytes, 0, settings.MaxBytes);
        }
        Assert.Equal(PartialReason.Memory, assembling.Closed[0].Completeness.Reason);
        Assert.Equal(10_000, assembling.Out().Length);
    }

    [Theory]
    [InlineData(1_000_000)]
    [InlineData(700)]
    [InlineData(0)]
    public void The_hard_limit_holds_for_a_trace_that_is_larger_than_all_spans_that_are_remembered(int remembered)
    {
        const int Hard = 5_000, Sent = 20_000;
        var assembling = Assemble(Endless(Sent), new AssemblerSettings
        {
            MaxSpansPerTrace = 1_000,
            HardMaxSpansPerTrace = Hard,
            RememberedSpans = remembered,
        }).After(AssemblerSettings.Default.MaxAge);
        Assert.Equal(Hard, assembling.Out().Length);
        Assert.Equal(Sent - Hard, assembling.Assembler.Counts.Truncated);
        Assert.Equal(Sent - Hard, assembling.Closed[^1].Truncated);
        Assert.Equal(Sent - Hard, KeptTrace.Unite([.. assembling.Closed.Select(KeptTrace.Of)]).Truncated);
    }

    [Fact]
    public void A_full_trace_reports_what_it_left_out_once_a_second_and_at_a_stop()
    {
        var assembling = Assemble(Endless(100), new AssemblerSettings { MaxSpansPerTrace = 100, HardMaxSpansPerTrace = 100 });
        var before = assembling.Closed.Count;
        foreach (var span in Endless(1_000).Skip(100)) assembling.Add(span).After(TimeSpan.FromMilliseconds(10));
        var reports = assembling.Closed.Skip(before).ToArray();
        Assert.InRange(reports.Length, 8, 10);
        Assert.All(reports, report => Assert.Empty(report.Spans));
        Assert.Equal(900, assembling.Flush().Closed[^1].Truncated);
        Assert.Equal(reports.Length + 1, assembling.Closed.Count - before);
    }

    // The parent of each never comes.
    private static RawSpan[] Endless(int count) => [.. Enumerable.Range(1, count).Select(i => Some.Span(i, 1_000_000))];

    private static RawSpan[] Shape(string shape, int count) => shape switch
    {
        "deep" => [.. Enumerable.Range(1, count).Select(i => Some.Span(i, i - 1, i == count ? 0 : 1))],
        "deep, leaves first" => [.. Shape("deep", count).Reverse()],
        "wide" => [.. Enumerable.Range(1, count).Select(i => Some.Span(i, i == 1 ? 0 : 1, i == 1 ? count - 1 : 0))],
        // A complete root, and beside it a cycle of all other spans.
        _ => [.. Enumerable.Range(2, count - 1).Select(i => Some.Span(i, i == count ? 2 : i + 1, 1)), Some.Span(1)],
    };

    private static Assembling Assemble(RawSpan[] spans, AssemblerSettings? settings = null)
    {
        var assembling = new Assembling(settings);
        foreach (var batch in spans.Chunk(Batch)) assembling.Add(batch);
        return assembling;
    }

    private static long Allocated(RawSpan[] spans)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assemble(spans);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
