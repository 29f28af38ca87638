using Tracing.Closing;
using Tracing.Keeping;

namespace Tracing.Assembling;

public class TricklingTests
{
    [Fact]
    public async Task Late_spans_that_join_a_large_trace_one_by_one_cost_time_in_proportion_to_their_number()
    {
        const int Early = 20_000, Late = 20_000;
        var assembler = new TraceAssembler(AssemblerSettings.Default);
        var store = new MemoryTraceStore(1L << 30);
        assembler.Add([.. Enumerable.Range(2, Early).Select(i => Some.Span(i, i + 500_000))], Some.Time);
        await store.PutAsync(assembler.Expire(Some.Time + AssemblerSettings.Default.MaxAge));

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Late; i++)
            await store.PutAsync(assembler.Add([Some.Span(Early + 2 + i, 7)], Some.Time));
        var each = (GC.GetAllocatedBytesForCurrentThread() - before) / Late;

        var kept = (await store.GetAsync(Some.Trace(1)))!;
        Assert.Equal((Early + Late, Late), (kept.Raw.Length, kept.Revision));
        Assert.Equal(CompletenessKind.Partial, kept.Completeness.Kind);
        // A list of missing spans, or a union, for each late span would allocate more than a megabyte.
        Assert.InRange(each, 1, 50_000);
    }
}
