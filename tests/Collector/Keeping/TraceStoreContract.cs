using System.Collections.Immutable;
using Tracing.Assembling;
using Tracing.Closing;
using Tracing.Finding;
using Tracing.Otlp;
using Tracing.Otlp.Proto;
using Tracing.TailSampling;
using Tracing.Wire.Spans;

namespace Tracing.Keeping;

/// <summary>Laws that every store must pass.</summary>
public abstract class TraceStoreContract : FigureContract
{
    [Fact]
    public async Task A_trace_that_was_put_is_found_by_its_id_with_its_spans_byte_for_byte()
    {
        await Put(1, Some.Span(1, 0, 1), Some.Span(2, 1));
        var kept = await Store.GetAsync(Some.Trace(1));
        Assert.Equal(Completeness.Exact, kept!.Completeness);
        Assert.Equal(new[] { Some.Span(1, 0, 1), Some.Span(2, 1) }.Select(Text), kept.Raw.Select(Text));
        Assert.Null(await Store.GetAsync(Some.Trace(2)));
    }

    [Fact]
    public async Task Putting_the_same_again_changes_nothing()
    {
        await Put(1, Some.Span(1));
        await Put(1, Some.Span(1));
        Assert.Single((await Store.GetAsync(Some.Trace(1)))!.Raw);
        Assert.Single(await Store.FindAsync(new TraceQuery()));
    }

    [Fact]
    public async Task Revisions_are_united_in_any_order_and_the_whole_is_judged_anew()
    {
        await Store.PutAsync([Closed(1, 1, Completeness.Exact, Some.Span(2, 1))]);
        await Store.PutAsync([Closed(1, 0, Completeness.Settled, Some.Span(1, 0, 1))]);
        var kept = (await Store.GetAsync(Some.Trace(1)))!;
        Assert.Equal((1, 2, Completeness.Exact), (kept.Revision, kept.Raw.Length, kept.Completeness));
    }

    [Fact]
    public async Task Parts_from_two_incarnations_of_a_collector_are_judged_as_a_whole()
    {
        var lacks = new Completeness(CompletenessKind.Partial, PartialReason.Age, [new MissingSpans(Some.Id(1), false, 1)]);
        await Store.PutAsync([Closed(1, 0, Completeness.Exact, Some.Span(1, 0, 1), Some.Span(2, 1))]);
        await Store.PutAsync([Closed(1, 0, lacks, Some.Span(2, 1))]);
        Assert.Equal(Completeness.Exact, (await Store.GetAsync(Some.Trace(1)))!.Completeness);
        await Store.PutAsync([Closed(1, 0, lacks, Some.Span(3, 2, null))]);
        Assert.Equal(Completeness.Settled, (await Store.GetAsync(Some.Trace(1)))!.Completeness);
    }

    [Fact]
    public async Task The_newest_traces_come_first_up_to_the_limit()
    {
        for (var i = 1; i <= 5; i++) await Put(i, Some.Span(1, 0, 0, i));
        Assert.Equal([5, 4, 3], (await Store.FindAsync(new TraceQuery(Limit: 3))).Select(t => (int)t.TraceId.Low));
    }

    [Fact]
    public async Task A_search_finds_by_service_operation_duration_error_and_tag()
    {
        await Put(1, Some.Span(1, 0, 0, 1, "buy", "shop", 0, 5));
        await Put(2, Some.Span(1, 0, 0, 2, "pay", "bank", 0, 50, new Tag("user", "7")));
        Assert.Equal(new[] { 1 }, await Ids(new TraceQuery(Service: "shop")));
        Assert.Equal(new[] { 2 }, await Ids(new TraceQuery(Operation: "pay")));
        Assert.Empty(await Ids(new TraceQuery(Service: "shop", Operation: "pay")));
        Assert.Equal(new[] { 2 }, await Ids(new TraceQuery(MinDurationNanos: 20_000_000)));
        Assert.Equal(new[] { 1 }, await Ids(new TraceQuery(MaxDurationNanos: 20_000_000)));
        Assert.Equal(new[] { 2 }, await Ids(new TraceQuery(Attributes: [AttributeCondition.Equal("user", "7")])));
        Assert.Empty(await Ids(new TraceQuery(OnlyErrors: true)));
        Assert.Empty(await Ids(new TraceQuery(UntilUnixNanos: 1)));
    }

    [Fact]
    public async Task Services_and_operations_of_the_kept_traces_are_listed_in_order()
    {
        await Put(1, Some.Span(1, 0, 1, 1, "pay", "bank"), Some.Span(2, 1, 0, 1, "buy", "shop"), Some.Span(3, 1, 0, 1, "add", "shop"));
        Assert.Equal(["bank", "shop"], (await Store.ServicesAsync()).AsEnumerable());
        Assert.Equal(["add", "buy"], (await Store.OperationsAsync("shop")).Select(o => o.Name));
        Assert.Empty(await Store.OperationsAsync("nobody"));
    }

    [Fact]
    public async Task A_search_finds_by_error_completeness_and_time()
    {
        await Store.PutAsync([Closed(1, 0, Completeness.Settled, Some.Span(1, 0, null, 1, startMillis: 0))]);
        await Store.PutAsync([Closed(2, 0, Completeness.Exact, Failed(2))]);
        await Put(3, Some.Span(1, 0, 0, 3, startMillis: 5_000));
        Assert.Equal(new[] { 2 }, await Ids(new TraceQuery(OnlyErrors: true)));
        Assert.Equal(new[] { 2 }, await Ids(new TraceQuery(Attributes: [AttributeCondition.Equal("error", "true")])));
        Assert.Equal(new[] { 1 }, await Ids(new TraceQuery(Completeness: CompletenessKind.Settled)));
        var middle = Some.Span(1, startMillis: 2_000).StartUnixNanos;
        Assert.Equal(new[] { 3 }, await Ids(new TraceQuery(FromUnixNanos: middle)));
        Assert.Equal(new[] { 2, 1 }, await Ids(new TraceQuery(UntilUnixNanos: middle)));
    }

    [Theory]
    [InlineData("span.kind=server")]
    [InlineData("otel.status_code=ERROR")]
    [InlineData("otel.status_description=no stock")]
    [InlineData("otel.scope.name=my.lib")]
    [InlineData("otel.scope.version=\"1\"")]
    [InlineData("w3c.tracestate=\"vendor=1\"")]
    [InlineData("error=true")]
    [InlineData("error=timeout")]
    [InlineData("flag=true")]
    [InlineData("number=7")]
    [InlineData("number=\"7\"")]
    [InlineData("number>6.5")]
    [InlineData("list=[\"a,b\", \"c\"]")]
    [InlineData("host.name=node-7")]
    [InlineData("resource:host.name=node-7")]
    [InlineData("exception.type=X")]
    [InlineData("event:exception.type=~^X")]
    [InlineData("event=exception")]
    [InlineData("link:why=batch")]
    [InlineData("scope:mode=fast")]
    public async Task What_an_answer_shows_is_found(string condition)
    {
        await Store.PutAsync([Closed(1, 0, Completeness.Exact, Rich())]);
        await Put(2, Some.Span(1, 0, 0, 2));
        var asked = ConditionText.TryParse(condition, out var problem);
        Assert.Null(problem);
        Assert.Equal(new[] { 1 }, await Ids(new TraceQuery(Attributes: [asked!])));
    }

    private static RawSpan Rich()
    {
        var (resource, scope) = (new ProtoWriter(), new ProtoWriter());
        OtlpValueWriter.Tags(resource, OtlpFields.Resource.Attributes, [new Tag("host.name", "node-7")]);
        scope.String(OtlpFields.Scope.Name, "my.lib");
        scope.String(OtlpFields.Scope.Version, "1");
        OtlpValueWriter.Tags(scope, OtlpFields.Scope.Attributes, [new Tag("mode", "fast")]);
        var span = Some.Raw(new SpanData
        {
            TraceId = Some.Trace(1),
            SpanId = Some.Id(1),
            TraceState = "vendor=1",
            Kind = SpanKind.Server,
            StartUnixNanos = Some.Span(1).StartUnixNanos,
            EndUnixNanos = Some.Span(1).EndUnixNanos,
            Status = SpanStatus.Error,
            StatusMessage = "no stock",
            Tags =
            [
                new Tag("error", "timeout"), new Tag("flag", true), new Tag("number", 7),
                new Tag("list", TagValue.Of([TagValue.Of("a,b"), TagValue.Of("c")])),
            ],
            Events = [new SpanEvent(1, "exception", [new Tag("exception.type", "X")])],
            Links = [new SpanLink(Some.Trace(9), Some.Id(1), null, 0, [new Tag("why", "batch")])],
        });
        return span with { Origin = new SpanOrigin(resource.ToArray(), "", scope.ToArray(), "") };
    }

    [Fact]
    public async Task A_time_range_asks_for_spans_and_not_for_the_start_of_the_trace()
    {
        const int Hour = 3_600_000;
        // Neither span of trace 1 ran an hour ago; its second began a minute ago.
        await Put(1, Some.Span(1, 0, 1), Some.Span(2, 1, 0, 1, "pay", "bank", (2 * Hour) - 60_000));
        await Put(2, Some.Span(1, 0, 0, 2));
        var now = Some.Span(1, startMillis: 2 * Hour).StartUnixNanos;
        Assert.Equal(new[] { 1 }, await Ids(new TraceQuery(Service: "bank", FromUnixNanos: now - Nanos(Hour), UntilUnixNanos: now)));
        Assert.Empty(await Ids(new TraceQuery(Service: "shop", FromUnixNanos: now - Nanos(Hour), UntilUnixNanos: now)));
        Assert.Empty(await Ids(new TraceQuery(
            FromUnixNanos: now - Nanos(Hour + (Hour / 2)), UntilUnixNanos: now - Nanos(Hour / 2))));
        static ulong Nanos(int millis) => (ulong)millis * 1_000_000;
    }

    [Fact]
    public async Task Ordered_searches_go_on_after_the_last_trace_of_a_page()
    {
        for (var i = 1; i <= 5; i++) await Put(i, Some.Span(1, 0, 0, i, startMillis: 100 - i, millis: i));
        foreach (var (order, ids) in new[] { (TraceOrder.Newest, new[] { 1, 2, 3, 4, 5 }), (TraceOrder.Slowest, [5, 4, 3, 2, 1]) })
        {
            var query = new TraceQuery(Limit: 3) { Order = order };
            var page = await Store.FindAsync(query);
            Assert.Equal(ids[..3], page.Select(trace => (int)trace.TraceId.Low));
            Assert.Equal(ids[3..], await Ids(query with { After = TraceRank.Of(page[^1], order) }));
        }
    }

    [Fact]
    public async Task A_trace_of_several_parts_is_searched_as_a_whole_and_found_once_where_its_first_part_was()
    {
        await Put(1, Some.Span(1, 0, 1, 1, "buy", "shop", 0, 10));
        await Put(2, Some.Span(1, 0, 0, 2, "buy", "shop", 0, 10));
        await Store.PutAsync([Closed(1, 1, Completeness.Exact, Some.Span(2, 1, 0, 1, "pay", "bank", 500, 10))]);
        Assert.Equal(new[] { 1 }, await Ids(new TraceQuery(MinDurationNanos: 400_000_000)));
        Assert.Equal(new[] { 1 }, await Ids(new TraceQuery(Service: "bank")));
        Assert.Equal(new[] { 1 }, await Ids(new TraceQuery(Service: "shop", MinDurationNanos: 400_000_000)));
        Assert.Equal(new[] { 2, 1 }, await Ids(new TraceQuery(Operation: "buy")));
        Assert.Equal(new[] { 2, 1 }, await Ids(new TraceQuery()));
        Assert.Equal(2, Store.Counts.Traces);
    }

    [Fact]
    public async Task A_large_trace_that_late_spans_join_one_by_one_can_be_read_whole_at_any_time()
    {
        const int Many = 600;
        await Put(1, [.. Enumerable.Range(1, Many).Select(id => Some.Span(id, id == 1 ? 0 : 1, null))]);
        for (var late = 1; late <= 40; late++)
            await Store.PutAsync([Closed(1, late, Completeness.Settled, Some.Span(Many + late, 1, null))]);
        var kept = (await Store.GetAsync(Some.Trace(1)))!;
        Assert.Equal((Many + 40, 40), (kept.Raw.Length, kept.Revision));
        Assert.Equal(new[] { 1 }, await Ids(new TraceQuery(Operation: $"span {Many + 40}")));
    }

    [Fact]
    public async Task The_decision_and_the_number_of_left_out_spans_are_kept_with_the_trace()
    {
        var decision = new TraceDecision(true, "slow", "took 3 s", 12.5);
        var lacks = new Completeness(
            CompletenessKind.Partial, PartialReason.Size, [new MissingSpans(Some.Id(1), true, 3)]);
        await Store.PutAsync([Closed(1, 2, lacks, Some.Span(1, 0, 3)) with { Decision = decision, Truncated = 7 }]);
        var kept = (await Store.GetAsync(Some.Trace(1)))!;
        Assert.Equal((decision, lacks, 7, 2, Some.Time),
            (kept.Decision, kept.Completeness, kept.Truncated, kept.Revision, kept.ClosedAt));
    }

    [Fact]
    public async Task A_cancelled_search_ends()
    {
        await Put(1, Some.Span(1));
        using var gone = new CancellationTokenSource();
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await Store.FindAsync(new TraceQuery(), gone.Token));
    }

    [Fact]
    public async Task Old_traces_are_removed_and_young_ones_stay()
    {
        await Put(1, Some.Span(1));
        Clock.Advance(MaxAge + TimeSpan.FromSeconds(1));
        var young = Closed(2, 0, Completeness.Exact, Some.Span(1, 0, 0, 2)) with { ClosedAt = Clock.GetUtcNow() };
        await Store.PutAsync([young]);
        await GoneAsync(1);
        Assert.NotNull(await Store.GetAsync(Some.Trace(2)));
        Assert.Equal((1, 1), (Store.Counts.Traces, Store.Counts.Evicted));
    }

    /// <summary>True when the store makes room later, and not within the put.</summary>
    protected async Task GoneAsync(int trace)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        while (await Store.GetAsync(Some.Trace(trace)) is not null) await pause.WaitForNextTickAsync(deadline.Token);
    }

    private static RawSpan Failed(int trace) => Some.Raw(new SpanData
    {
        TraceId = Some.Trace(trace),
        SpanId = Some.Id(1),
        StartUnixNanos = Some.Span(1).StartUnixNanos,
        EndUnixNanos = Some.Span(1).EndUnixNanos,
        Status = SpanStatus.Error,
    });

    protected async Task Put(int trace, params RawSpan[] spans) =>
        await Store.PutAsync([Closed(trace, 0, Completeness.Exact, [.. spans])]);

    private static string Text(RawSpan span) => Convert.ToBase64String(span.Bytes.Span);

    private async Task<int[]> Ids(TraceQuery query) => [.. (await Store.FindAsync(query)).Select(t => (int)t.TraceId.Low)];
}
