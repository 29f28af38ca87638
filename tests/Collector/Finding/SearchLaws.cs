using System.Collections.Immutable;
using FsCheck.Fluent;
using Tracing.Assembling;
using Tracing.Closing;
using Tracing.Keeping;

namespace Tracing.Finding;

/// <summary>Laws of searching that every store must pass: any query finds what a look at every trace finds.</summary>
public abstract class SearchLaws
{
    private const int Traces = 200;

    protected abstract ITraceStore Store { get; }

    [Fact]
    public async Task A_random_query_finds_the_same_traces_in_the_same_order_as_a_look_at_every_trace()
    {
        var all = await FillAsync();
        Law.Holds(AnySearch.Query, query => Assert.Equal(
            EveryTrace.Find(all, query).Select(trace => trace.TraceId.Low), Find(query).Select(trace => trace.TraceId.Low)),
            cases: 500);
    }

    [Fact]
    public async Task The_pages_of_an_ordered_search_have_every_match_once_and_in_order()
    {
        var all = await FillAsync();
        Law.Holds(AnySearch.Query.Where(query => query.Order != TraceOrder.Stored), query =>
        {
            var pages = new List<ulong>();
            for (TraceRank? after = null; ;)
            {
                var page = Find(query with { Limit = 7, After = after });
                pages.AddRange(page.Select(trace => trace.TraceId.Low));
                if (page.Length < 7) break;
                after = TraceRank.Of(page[^1], query.Order);
            }
            Assert.Equal(EveryTrace.Find(all, query with { Limit = 1_000 }).Select(trace => trace.TraceId.Low), pages);
        }, cases: 60);
    }

    [Fact]
    public async Task A_rare_attribute_is_found_in_each_state_of_a_store_that_takes_one_trace_after_the_other()
    {
        var random = new Random(11);
        for (var number = 1; number <= Traces; number++)
        {
            await Store.PutAsync([Closed([Some.Span(1, 0, 0, number, tags: new Tag("own", number))])]);
            foreach (var wanted in new[] { number, random.Next(1, number + 1) })
            {
                Assert.Equal((ulong)wanted, Assert.Single(Find(Own(AttributeOperator.Equal, wanted))).TraceId.Low);
                Assert.Equal((ulong)number, Find(Own(AttributeOperator.GreaterOrEqual, wanted))[0].TraceId.Low);
            }
            Assert.Empty(Find(Own(AttributeOperator.Greater, number)));
            Assert.Empty(Find(Own(AttributeOperator.Less, 1)));
        }

        static TraceQuery Own(AttributeOperator compares, int number) => new(
            Attributes: [AttributeCondition.TryCreate("own", compares, number, AttributeScope.Any, out _)!]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Spans_as_no_exporter_writes_them_are_stored_whole_and_found(int seed)
    {
        var any = new AnyWire(seed);
        var all = new List<KeptTrace>();
        foreach (var numbers in Enumerable.Range(1, Traces).Chunk(40))
        {
            var put = numbers.Select(number => Closed(any.Trace(number))).ToImmutableArray();
            await Store.PutAsync(put);
            all.InsertRange(0, put.Reverse().Select(KeptTrace.Of));
        }
        foreach (var trace in all)
        {
            Assert.Equal(trace.Raw.Select(span => Convert.ToHexString(span.Bytes.Span)),
                (await Store.GetAsync(trace.TraceId))!.Raw.Select(span => Convert.ToHexString(span.Bytes.Span)));
        }
        foreach (var span in all.SelectMany(trace => trace.Decode()).Where((_, index) => index % 80 == 0))
        {
            TraceQuery[] queries = [new(Service: span.Service), new(Operation: span.Span.Name),
                new(Service: span.Service, Operation: span.Span.Name), new() { Kind = span.Span.Kind },
                new() { Status = span.Span.Status }];
            foreach (var query in queries.Select(query => query with { Limit = 1_000 }))
            {
                var (expected, found) = (EveryTrace.Find(all, query), Find(query));
                Assert.True(expected.Select(trace => trace.TraceId).SequenceEqual(found.Select(trace => trace.TraceId)),
                    $"{query} finds {found.Length} traces");
            }
        }
    }

    private ImmutableArray<KeptTrace> Find(TraceQuery query) =>
        Store.FindAsync(query).AsTask().GetAwaiter().GetResult();

    // In large and small puts, and some traces get their last span later: blocks of many traces and of few, merged
    // blocks and revised traces. The seed of the data is fixed, that of the queries is not.
    private async Task<KeptTrace[]> FillAsync()
    {
        var all = Gen.CollectToArray(Enumerable.Range(1, Traces).Select(AnySearch.Spans)).Sample(1, new FsCheck.Rnd(7, 9), 50).Single();
        var late = new List<ClosedTrace>();
        foreach (var some in all[..120].Select(Closed).Chunk(30).Concat(all[120..].Select(Closed).Chunk(3)))
        {
            late.AddRange(some.Where(trace => trace.TraceId.Low % 5 == 0 && trace.Spans.Length > 1)
                .Select(trace => trace with { Revision = 1, Spans = trace.Spans[1..] }));
            await Store.PutAsync([.. some.Select(trace =>
                trace.TraceId.Low % 5 == 0 ? trace with { Spans = trace.Spans[..1] } : trace)]);
        }
        await Store.PutAsync([.. late]);
        var kept = new List<KeptTrace>();
        for (var trace = Traces; trace >= 1; trace--) kept.Add((await Store.GetAsync(Some.Trace(trace)))!);
        Assert.All(all.Reverse().Zip(kept), pair => Assert.Equal(pair.First.Length, pair.Second.Raw.Length));
        return [.. kept];
    }

    private static ClosedTrace Closed(ImmutableArray<Wire.Spans.RawSpan> spans)
    {
        var lacks = spans[0].TraceId.Low % 4 == 0;
        return new ClosedTrace(spans[0].TraceId, 0,
            lacks ? new Completeness(CompletenessKind.Partial, PartialReason.Age, [new MissingSpans(Some.Id(1), true, 1)])
                : Completeness.Settled,
            spans, 0, Some.Time);
    }
}
