using FsCheck.Fluent;
using Tracing.Assembling;
using Tracing.Closing;
using Tracing.Finding;
using Tracing.Keeping;

namespace Tracing.TraceQl;

/// <summary>Random traces in a store, some of which get their other spans later.</summary>
internal static class AnyTraces
{
    private const int Count = 150;

    /// <returns>The traces as the store has them.</returns>
    public static async Task<KeptTrace[]> FillAsync(ITraceStore store)
    {
        var all = Gen.CollectToArray(Enumerable.Range(1, Count).Select(AnySearch.Spans)).Sample(1, new FsCheck.Rnd(3, 5), 50).Single();
        var closed = all.Select(spans => new ClosedTrace(spans[0].TraceId, 0, Completeness.Settled, spans, 0, Some.Time)).ToArray();
        foreach (var some in closed.Chunk(40))
            await store.PutAsync([.. some.Select(trace => IsLate(trace) ? trace with { Spans = trace.Spans[..1] } : trace)]);
        await store.PutAsync([.. closed.Where(IsLate).Select(trace => trace with { Revision = 1, Spans = trace.Spans[1..] })]);
        var kept = new List<KeptTrace>();
        foreach (var spans in all) kept.Add((await store.GetAsync(spans[0].TraceId))!);
        return [.. kept];
    }

    private static bool IsLate(ClosedTrace trace) => trace.TraceId.Low % 5 == 0 && trace.Spans.Length > 1;
}
