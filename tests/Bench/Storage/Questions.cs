using System.Collections.Immutable;
using Tracing.Analysis;
using Tracing.Closing;
using Tracing.Figures.OverTime;
using Tracing.Finding;
using Tracing.Keeping;
using Tracing.TraceQl;
using Tracing.TraceQl.Figures;
using Tracing.TraceQl.Listing;

namespace Tracing.Bench.Storage;

/// <summary>The questions whose times are measured: one for each part of the query model, and TraceQL.</summary>
internal sealed class Questions(KnownTraces known, double byIdMillis)
{
    private const double SearchMillis = 50, StructureMillis = 200, MetricsMillis = 500;

    /// <summary>The patience of a list: what takes longer is cut.</summary>
    private static readonly double ListMillis = AttributeSearch.DefaultPatience.TotalMilliseconds;

    /// <summary>The patience of counting: what takes longer is cut.</summary>
    private static readonly double CountMillis = TraceQlSearch.DefaultPatience.TotalMilliseconds;

    private const int MaxNames = 5_000;
    private const ulong MinuteNanos = 60_000_000_000;
    private const int MinutesOfHour = 60;

    private readonly Random _random = new(1);

    public Question ById => new("by id", byIdMillis, 500,
        store => store.GetAsync(known.Ids[_random.Next(known.Ids.Count)]).AsTask());

    /// <summary>The searches that are also asked while traces are stored.</summary>
    public ImmutableArray<Question> WhileStoring =>
    [
        Search("service", new(Service: "payments")),
        Search("a tag that one trace has", new(Attributes: [RequestId])),
        Search("newest", new() { Order = TraceOrder.Newest }),
    ];

    public ImmutableArray<Question> All =>
    [
        ById,
        .. WhileStoring,
        Search("last stored", new()),
        Search("operation", new(Service: "orders", Operation: "ShopActor Checkout")),
        Search("rare operation", new(Operation: "ReportActor Refresh")),
        Search("caller", new(Service: "payments") { Caller = "orders" }),
        Search("a tag that most traces have", new(Attributes: [Tag("cache.hit", "true")])),
        Search("a tag that no trace has", new(Service: "orders", Attributes: [Tag("order.id", "none")])),
        Search("a tag that is greater than most", new(Attributes: [Compare("order.total", AttributeOperator.Greater, 899)])),
        Search("a tag that matches a rare pattern",
            new(Attributes: [Compare("stock.sku", AttributeOperator.Matches, "^SKU-0000")])),
        Search("resource attribute", new(Attributes: [Tag("service.name", "mail", AttributeScope.Resource)])),
        Search("resource attribute that no trace has",
            new(Attributes: [Tag("host.name", "none", AttributeScope.Resource)])),
        Search("text", new() { Text = "checkout" }),
        Search("rare text of a status", new() { Text = "mailactor confirm was refused" }),
        Search("text that no trace has", new() { Text = "no such text" }),
        Search("first letters of an id", new() { Text = $"{known.Middle}"[..10] }),
        Search("errors", new(OnlyErrors: true)),
        Search("errors of an operation", new(Operation: "MailActor Confirm") { Status = SpanStatus.Error }),
        Search("min duration", new(MinDurationNanos: 1_000_000_000)),
        Search("longer than any", new(MinDurationNanos: 3_600_000_000_000)),
        Search("slowest", new() { Order = TraceOrder.Slowest }),
        Search("slowest of a service", new(Service: "mail") { Order = TraceOrder.Slowest }),
        Search("actor path", new() { ActorPath = "/system/sharding/stock/17" }),
        Search("rare actor path", new() { ActorPath = GeneratedTraces.RareActor }),
        Search("actor path that no trace has", new() { ActorPath = "/user/none" }),
        Search("mailbox wait", new() { MinMailboxWaitNanos = 5_000_000 }),
        Search("rare mailbox wait", new() { MinMailboxWaitNanos = 30_000_000_000 }),
        Search("mailbox wait longer than any", new() { MinMailboxWaitNanos = 3_600_000_000_000_000 }),
        Search("completeness: partial", new(Completeness: CompletenessKind.Partial)),
        Search("missing spans", new() { OnlyMissing = true }),
        Search("undelivered", new() { OnlyUndelivered = true }),
        Search("a minute two hours back", new(Service: "web",
            FromUnixNanos: known.TwoHoursBackNanos, UntilUnixNanos: known.TwoHoursBackNanos + MinuteNanos)),
        new("services", SearchMillis, 20, static store => store.ServicesAsync().AsTask()),
        new("figures of an hour by operation and minute", SearchMillis, 20, store => store.FiguresAsync(
            new FigureQuery(Minute, Minute + MinutesOfHour, 1, FigureGroups.Service | FigureGroups.Operation)).AsTask()),
        Structure("child, both frequent", "{ name = `ShopActor Checkout` } > { name = `INSERT orders` }"),
        Structure("descendant, rare right", "{ resource.service.name = `web` } >> { name = `UPDATE stock` && status = error }"),
        Structure("child, rare left", $"{{ span.request.id = `{known.RequestId}` }} > {{ kind = consumer }}"),
        Structure("child, both frequent, none", "{ name = `MailActor Confirm` } > { kind = client }"),
        Structure("descendant, both frequent, none", "{ resource.service.name = `mail` } >> { kind = client }"),
        Structure("sibling, one rare", "{ name = `INSERT orders` } ~ { name = `MailActor Confirm` && status = error }"),
        Structure("not child, frequent", "{ kind = server } !> { kind = consumer }"),
        Structure("not descendant, rare right", "{ kind = server } !>> { name = `ReportActor Refresh` }"),
        Metrics("rate by service", "{ } | rate() by (resource.service.name)"),
        Metrics("quantile by operation", "{ resource.service.name = `payments` } | quantile_over_time(duration, .95) by (name)"),
        Metrics("rate by an attribute", "{ } | rate() by (span.payment.method)"),
        Metrics("quantile of an attribute", "{ span.cache.hit = `true` } | quantile_over_time(duration, .95) by (span.cache.hit)"),
        Names("an hour", HourRange, MetricsMillis),
        Names("all", TraceQlRange.All, ListMillis),
        Values("an hour", HourRange, MetricsMillis, "payment.method"),
        Values("all", TraceQlRange.All, ListMillis, "payment.method"),
        Values("all, an id", TraceQlRange.All, ListMillis, "order.id"),
        Calls("services, an hour", HourRange, MetricsMillis, static () => CallGraph.OfServices()),
        Calls("services, all", TraceQlRange.All, CountMillis, static () => CallGraph.OfServices()),
        Calls("actors, all", TraceQlRange.All, CountMillis, static () => CallGraph.OfActors()),
        Calls("Zipkin's links, all", TraceQlRange.All, CountMillis, static () => new DependencyLinks()),
        new("ranked operations, all", CountMillis, 5, static store => new TraceCounting(store, TimeProvider.System)
            .RankAsync(new OperationRanking(), null, TraceQlRange.All, new QueryNotes())),
    ];

    private TraceQlRange HourRange =>
        new((ulong)Minute * MinuteNanos, ((ulong)Minute + MinutesOfHour) * MinuteNanos);

    private long Minute => (long)(known.HourNanos / MinuteNanos);

    private AttributeCondition RequestId => Tag("request.id", known.RequestId);

    private static Question Search(string what, TraceQuery query) =>
        new($"search: {what}", SearchMillis, 20, store => store.FindAsync(query).AsTask());

    private static Question Structure(string what, string text)
    {
        var query = Parse(text);
        return new($"TraceQL: {what}", StructureMillis, 10, store =>
            new TraceQlSearch(store, TimeProvider.System).FindAsync(query, TraceQlRange.All, TraceQuery.DefaultLimit));
    }

    private Question Metrics(string what, string text)
    {
        var (query, steps) = (Parse(text), new TraceQlSteps((ulong)Minute * MinuteNanos, MinuteNanos, MinutesOfHour));
        return new($"TraceQL metrics of an hour: {what}", MetricsMillis, 10, store =>
            new TraceQlMetrics(store, TimeProvider.System, TimeSpan.FromMinutes(1)).EvaluateAsync(query, steps));
    }

    private static Question Names(string what, TraceQlRange range, double aim) =>
        new($"names of attributes: {what}", aim, 10, store => List(store).NamesAsync(TraceQlQuery.All, range, MaxNames));

    private static Question Values(string what, TraceQlRange range, double aim, string key) =>
        new($"values of an attribute: {what}", aim, 10, store => List(store)
            .ValuesAsync(TraceQlField.OfSpan(key), TraceQlQuery.All, range, MaxNames));

    private static Question Calls(string what, TraceQlRange range, double aim, Func<ICallCounter> counter) =>
        new($"who calls whom: {what}", aim, 5, store => new TraceCounting(store, TimeProvider.System)
            .CountAsync(counter(), range, new QueryNotes()));

    private static AttributeSearch List(ITraceStore store) =>
        new(store, TimeProvider.System, TimeSpan.FromMinutes(1));

    private static TraceQlQuery Parse(string text) =>
        TraceQlQuery.TryParse(text, out var fault) ?? throw new InvalidOperationException($"{text}: {fault}");

    private static AttributeCondition Tag(string key, TagValue value, AttributeScope scope = AttributeScope.Any) =>
        AttributeCondition.Equal(key, value, scope);

    private static AttributeCondition Compare(string key, AttributeOperator compares, TagValue value) =>
        AttributeCondition.TryCreate(key, compares, value, AttributeScope.Any, out _)!;
}
