using Tracing.Assembling;
using Tracing.Closing;
using Tracing.Finding;
using Tracing.Keeping;
using Tracing.Storage;

namespace Tracing.Sqlite.Searching;

/// <summary>A search over many blocks finds the same traces as a check of every single one.</summary>
public sealed class SearchTests : IAsyncLifetime
{
    private const int Many = 3_000;

    private readonly string _folder = Directory.CreateTempSubdirectory("tracing-tests-").FullName;
    private readonly MemoryTraceStore _all = new(1L << 30);
    private readonly SqliteTraceStore _store;

    public SearchTests() => _store = SqliteTraceStore.Open(
        new StorageSettings { Path = _folder, MaxAge = TimeSpan.FromDays(3650) });

    public async Task InitializeAsync()
    {
        for (var n = 1; n <= Many; n += 250)
        {
            var put = Enumerable.Range(n, 250).Select(Trace).ToArray();
            await _all.PutAsync([.. put]);
            await _store.PutAsync([.. put]);
        }
        // Every hundredth trace gets a late span with another service, a later end and an attribute.
        var late = Enumerable.Range(1, Many / 100).Select(n => new ClosedTrace(
            Some.Trace(n * 100), 1, Completeness.Exact,
            [Some.Span(2, 1, 0, n * 100, "late", "auditor", 900, 50, new Tag("late", n))], 0, Some.Time)).ToArray();
        await _all.PutAsync([.. late]);
        await _store.PutAsync([.. late]);
    }

    public async Task DisposeAsync()
    {
        await _store.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    public static TheoryData<TraceQuery> Queries =>
    [
        new(), new(Limit: Many), new(Service: "shop 3", Limit: Many), new(Operation: "op 77", Limit: Many),
        new(Service: "shop 3", Operation: "op 3", Limit: Many), new(Service: "shop 3", Operation: "op 4", Limit: Many),
        new(Service: "auditor", Limit: Many), new(Operation: "late", MinDurationNanos: 900_000_000, Limit: Many),
        new(MinDurationNanos: 95_000_000, Limit: Many), new(MaxDurationNanos: 3_000_000, Limit: Many),
        new(Attributes: [AttributeCondition.Equal("number", "1234")]), new(Attributes: [AttributeCondition.Equal("late", "7")]),
        new(Service: "nobody"), new(Operation: "nothing"), new(OnlyErrors: true),
        new(Completeness: CompletenessKind.Settled, Limit: Many), new(Completeness: CompletenessKind.Partial),
        new(FromUnixNanos: Some.Span(1, startMillis: 1_000).StartUnixNanos,
            UntilUnixNanos: Some.Span(1, startMillis: 1_050).StartUnixNanos, Limit: Many),
        With("number>2990"), With("number>3000"), With("number<=3"), With("number<1"), With("late>=29"),
        With("number=~^12.4$"), With("number=~^12.4$") with { Order = TraceOrder.Slowest, Limit = 3 },
        With("number=~none"), With("number=~[05]$") with { Order = TraceOrder.Newest },
    ];

    private static TraceQuery With(string condition) =>
        new(Attributes: [ConditionText.TryParse(condition, out _)!], Limit: 100);

    [Theory]
    [MemberData(nameof(Queries))]
    public async Task A_search_finds_the_same_traces_in_the_same_order_as_a_check_of_every_trace(TraceQuery query)
    {
        var expected = await _all.FindAsync(query);
        var found = await _store.FindAsync(query);
        Assert.Equal(expected.Select(trace => trace.TraceId.Low), found.Select(trace => trace.TraceId.Low));
    }

    [Fact]
    public async Task Services_and_operations_are_those_of_the_kept_traces()
    {
        Assert.Equal((await _all.ServicesAsync()).AsEnumerable(), await _store.ServicesAsync());
        Assert.Equal((await _all.OperationsAsync("shop 3")).AsEnumerable(), await _store.OperationsAsync("shop 3"));
    }

    private static ClosedTrace Trace(int n)
    {
        var counts = n % 10 != 0;
        var span = Some.Span(
            1, 0, counts ? 0 : null, n, $"op {n % 100}", $"shop {n % 10}", n, n % 100, new Tag("number", n));
        return new(Some.Trace(n), 0, counts ? Completeness.Exact : Completeness.Settled, [span], 0, Some.Time);
    }
}
