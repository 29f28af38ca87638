using System.Collections.Immutable;
using Tracing.Assembling;
using Tracing.Closing;
using Tracing.Contracts;
using Tracing.Figures.OverTime;
using Tracing.Keeping;

namespace Tracing.TraceQl;

public class PagingTests
{
    private static readonly ImmutableArray<ClosedTrace> _traces =
    [
        .. Enumerable.Range(1, 300).Select(trace => new ClosedTrace(
            Some.Trace(trace), 0, Completeness.Exact, [Some.Span(1, trace: trace, startMillis: trace)], 0, Some.Time)),
    ];

    [Fact]
    public async Task A_search_that_takes_too_long_ends_with_what_it_has_and_can_go_on()
    {
        var clock = new HandClock();
        var store = new SlowStore(clock, secondsForPage: 6);
        await store.PutAsync(_traces);
        var search = new TraceQlSearch(store, clock);
        var query = TraceQlQuery.TryParse("{ span:id = \"1\" } | count() = 1", out _)!;
        var first = await search.FindAsync(query, TraceQlRange.All, 1_000);
        Assert.True(first.IsCut);
        Assert.Equal(64, first.Traces.Length);
        var found = first.Traces.ToList();
        for (var page = first; page.Next is { } next; found.AddRange(page.Traces))
            page = await search.FindAsync(query, new TraceQlRange { After = next }, 1_000);
        Assert.Equal(_traces.Select(trace => trace.TraceId).Reverse(), found.Select(trace => trace.TraceId));
    }

    [Fact]
    public async Task A_shared_store_is_asked_until_nothing_comes()
    {
        var store = new SlowStore(new HandClock(), secondsForPage: 0) { IsShared = true, LeavesOut = 3 };
        await store.PutAsync(_traces);
        var found = await new TraceQlSearch(store, TimeProvider.System).FindAsync(TraceQlQuery.All, TraceQlRange.All, 1_000);
        // The store leaves out the last three of its first page.
        Assert.Equal(300 - 3, found.Traces.Length);
    }

    /// <summary>A store whose answers take time, and whose first one lacks some traces.</summary>
    private sealed class SlowStore(HandClock clock, int secondsForPage) : ITraceStore
    {
        private readonly MemoryTraceStore _inner = new(MemoryTraceStore.DefaultMaxBytes);

        public int LeavesOut { get; set; }

        public bool IsShared { get; init; }

        public StoreCounts Counts => _inner.Counts;

        public ValueTask PutAsync(ImmutableArray<ClosedTrace> traces, CancellationToken stopping = default) =>
            _inner.PutAsync(traces, stopping);

        public ValueTask<KeptTrace?> GetAsync(TraceId id, CancellationToken stopping = default) => _inner.GetAsync(id, stopping);

        public async ValueTask<ImmutableArray<KeptTrace>> FindAsync(TraceQuery query, CancellationToken stopping = default)
        {
            clock.Advance(TimeSpan.FromSeconds(secondsForPage));
            stopping.ThrowIfCancellationRequested();
            var page = await _inner.FindAsync(query, stopping);
            var kept = page.Length - LeavesOut;
            if (page.IsEmpty || LeavesOut == 0) return page;
            LeavesOut = 0;
            return [.. page.Take(kept - 1), page[^1]];
        }

        public ValueTask<ImmutableArray<string>> ServicesAsync(CancellationToken stopping = default) => _inner.ServicesAsync(stopping);

        public ValueTask<ImmutableArray<Operation>> OperationsAsync(string service, CancellationToken stopping = default) =>
            _inner.OperationsAsync(service, stopping);

        public ValueTask<FigureAnswer> FiguresAsync(FigureQuery query, CancellationToken stopping = default) =>
            _inner.FiguresAsync(query, stopping);
    }
}
