using System.Collections.Immutable;
using FsCheck.Fluent;
using Tracing.Assembling;
using Tracing.Closing;
using Tracing.Finding;
using Tracing.Keeping;

namespace Tracing.TraceQl;

/// <summary>Laws of TraceQL that every store must pass: any query finds what a look at every trace finds.</summary>
public abstract class TraceQlLaws
{
    private const int Traces = 150;

    protected abstract ITraceStore Store { get; }

    [Fact]
    public async Task A_random_query_finds_the_same_traces_and_spans_as_a_look_at_every_trace()
    {
        var all = await FillAsync();
        var search = new TraceQlSearch(Store, TimeProvider.System, TimeSpan.FromMinutes(5));
        var matches = 0;
        Law.Holds(AnyTraceQl.Query, any =>
        {
            var query = TraceQlQuery.TryParse(any.Text, out var fault);
            Assert.True(query is not null, $"{any.Text}: {fault}");
            var expected = all.Where(trace => any.Selects([.. trace.Decode()]).Length > 0)
                .OrderByDescending(trace => TraceRank.Of(trace, TraceOrder.Newest)).ToArray();
            var found = search.FindAsync(query, TraceQlRange.All, 1_000).GetAwaiter().GetResult();
            Assert.Equal(expected.Select(trace => trace.TraceId.Low), found.Traces.Select(trace => trace.TraceId.Low));
            Assert.All(found.Traces, trace => Assert.Equal(
                any.Selects([.. trace.Decode()]).Select(at => trace.Raw[at].SpanId.Value),
                query.Match(trace)!.Spansets.SelectMany(set => set.Spans).Select(span => span.Span.SpanId.Value)));
            matches += expected.Length;
        }, cases: 400);
        Assert.True(matches > 1_000, $"the queries matched {matches} times only");
    }

    [Fact]
    public async Task The_pages_of_a_search_have_every_match_once_and_in_order()
    {
        await FillAsync();
        var search = new TraceQlSearch(Store, TimeProvider.System, TimeSpan.FromMinutes(5));
        var query = TraceQlQuery.TryParse("{ status = error } || { .k = 1 }", out _)!;
        foreach (var order in new[] { TraceOrder.Newest, TraceOrder.Slowest })
        {
            var all = await search.FindAsync(query, new(null, null, order), 1_000);
            var pages = new List<KeptTrace>();
            var range = new TraceQlRange(null, null, order);
            for (TraceQlResult page; ; range = range with { After = page.Next })
            {
                page = await search.FindAsync(query, range, 7);
                pages.AddRange(page.Traces);
                if (page.Next is null) break;
            }
            Assert.True(pages.Count > 20);
            Assert.Equal(all.Traces.Select(trace => trace.TraceId), pages.Select(trace => trace.TraceId));
        }
    }

    [Fact]
    public async Task A_range_asks_for_traces_that_ran_in_it()
    {
        var all = await FillAsync();
        var (from, until) = (SmallWorld.Start + 9_000_000_000, SmallWorld.Start + 10_000_000_000);
        var found = await new TraceQlSearch(Store, TimeProvider.System).FindAsync(TraceQlQuery.All, new(from, until), 1_000);
        var expected = all.Where(trace => trace.Summary.StartUnixNanos <= until
            && trace.Summary.StartUnixNanos + trace.Summary.DurationNanos >= from).ToArray();
        Assert.NotInRange(expected.Length, 0, 20);
        Assert.NotInRange(expected.Length, all.Length - 20, all.Length);
        Assert.Equal(expected.Select(trace => trace.TraceId).Order(), found.Traces.Select(trace => trace.TraceId).Order());
    }

    private async Task<KeptTrace[]> FillAsync()
    {
        var all = Gen.CollectToArray(Enumerable.Range(1, Traces).Select(AnySearch.Spans)).Sample(1, new FsCheck.Rnd(3, 5), 50).Single();
        foreach (var some in all.Select(spans => new ClosedTrace(spans[0].TraceId, 0, Completeness.Settled, spans, 0, Some.Time)).Chunk(40))
            await Store.PutAsync([.. some]);
        var kept = new List<KeptTrace>();
        foreach (var spans in all) kept.Add((await Store.GetAsync(spans[0].TraceId))!);
        return [.. kept];
    }
}
