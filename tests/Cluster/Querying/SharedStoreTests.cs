using System.Collections.Immutable;
using Tracing.Assembling;
using Tracing.Closing;
using Tracing.Clustering.Collecting;
using Tracing.Figures.OverTime;
using Tracing.Keeping;
using Tracing.Postgres;
using Tracing.Postgres.Connecting;
using Tracing.Postgres.Servers;
using Tracing.Storage;

namespace Tracing.Clustering.Querying;

/// <summary>Two nodes whose collectors store into one PostgreSQL database.</summary>
public class SharedStoreTests
{
    private const int Requests = 2_000;

    [ServerFact]
    public async Task All_stored_traces_are_found_on_the_other_node_after_one_is_lost_with_its_disk()
    {
        await using var server = await TestServer.StartAsync();
        await using var first = await OpenAsync(server);
        var second = await OpenAsync(server);
        await using var cluster = new TestCluster();
        foreach (var store in new[] { first, second }) cluster.Add(sink: store);
        await cluster.AllUpAsync();
        ITraceStore[] views =
        [
            ClusterTraceStore.Start(cluster.Nodes[0].System, first),
            ClusterTraceStore.Start(cluster.Nodes[1].System, second),
        ];
        var traffic = new Traffic(cluster, [.. cluster.Nodes]);
        traffic.Requests(Requests);
        await TestCluster.SpreadAsync([.. cluster.Nodes]);
        // Each node has stored a part of them; both see all.
        foreach (var view in views)
            await Eventually.Async(async () => (await ExactAsync(view)).Length is var found and not Requests
                ? $"{found} of {Requests} traces are stored" : null);

        await cluster.Nodes[1].CrashAsync(cluster.Nodes[0]);
        await second.DisposeAsync();

        var notes = new QueryNotes();
        var left = views[0].Noting(notes);
        var found = await ExactAsync(left);
        Assert.Equal(cluster.Known.Keys.Order(), found.Select(static trace => trace.TraceId).Order());
        foreach (var id in cluster.Known.Keys) Assert.NotNull(await left.GetAsync(id));
        // Nothing that is stored is missing: the lost node's store is this one.
        Assert.All(notes.Lines, static line => Assert.StartsWith("open traces of ", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_node_whose_store_is_shared_shows_what_is_open_on_another_and_asks_for_nothing_that_is_stored()
    {
        Shared first = new(), second = new(first);
        await using var pair = await QueriedPair.StartAsync(first, second);
        await first.PutAsync([Of(1, 1), Of(2, 2)]);
        await second.Unstored.PutAsync([Of(2, 3, "stock"), Of(3, 4, "bank")]);
        second.Asked = 0;

        Assert.Equal(2, (await pair.View.GetAsync(Some.Trace(2)))!.Raw.Length);
        Assert.NotNull(await pair.View.GetAsync(Some.Trace(3)));
        Assert.Equal(["bank", "shop", "stock"], (await pair.View.ServicesAsync()).AsEnumerable());
        Assert.Single(await pair.View.OperationsAsync("bank"));
        foreach (var order in Enum.GetValues<TraceOrder>())
        {
            var found = await pair.View.FindAsync(new TraceQuery { Order = order });
            Assert.Equal([1, 1, 2], found.Select(static trace => trace.Raw.Length).Order());
            // The stored part does not match, and is there all the same.
            Assert.Equal(2, Assert.Single(await pair.View.FindAsync(new TraceQuery("stock") { Order = order })).Raw.Length);
        }
        Assert.Equal(2, (await pair.View.FindAsync(new TraceQuery { OnlyClosed = true })).Length);
        Assert.Equal(0, second.Asked);
    }

    [Fact]
    public async Task A_node_with_a_shared_store_answers_those_with_a_store_of_their_own()
    {
        var shared = new Shared();
        await using var pair = await QueriedPair.StartAsync(new MemoryTraceStore(1 << 20), shared);
        await shared.PutAsync([Of(1, 1)]);
        Assert.NotNull(await pair.View.GetAsync(Some.Trace(1)));
    }

    private static ClosedTrace Of(int trace, int span, string service = "shop") =>
        new(Some.Trace(trace), 0, Completeness.Exact, [Some.Span(span, trace: trace, service: service)], 0, Some.Time);

    private static async Task<KeptTrace[]> ExactAsync(ITraceStore store) =>
        [.. await store.FindAsync(new TraceQuery(Limit: 10_000, Completeness: CompletenessKind.Exact))];

    private static Task<PostgresTraceStore> OpenAsync(TestServer server) => PostgresTraceStore.OpenAsync(
        PostgresConnection.TryParse(server.ConnectionString(), out _)!, new StorageSettings());

    /// <summary>A store in memory that says that other processes use it too.</summary>
    private sealed class Shared(Shared? other = null) : ITraceStore
    {
        private readonly MemoryTraceStore _traces = other?._traces ?? new(1 << 20);

        public int Asked { get; set; }

        public ITraceStore Unstored { get; } = new MemoryTraceStore(1 << 20);

        public StoreCounts Counts => _traces.Counts;

        public bool IsShared => true;

        public ValueTask PutAsync(ImmutableArray<ClosedTrace> traces, CancellationToken stopping = default) =>
            _traces.PutAsync(traces, stopping);

        public ValueTask<KeptTrace?> GetAsync(TraceId id, CancellationToken stopping = default)
        {
            Asked++;
            return _traces.GetAsync(id, stopping);
        }

        public ValueTask<ImmutableArray<KeptTrace>> FindAsync(
            TraceQuery query, CancellationToken stopping = default)
        {
            Asked++;
            return _traces.FindAsync(query, stopping);
        }

        public ValueTask<ImmutableArray<string>> ServicesAsync(
            CancellationToken stopping = default) => _traces.ServicesAsync(stopping);

        public ValueTask<ImmutableArray<Operation>> OperationsAsync(
            string service, CancellationToken stopping = default) => _traces.OperationsAsync(service, stopping);

        public ValueTask<FigureAnswer> FiguresAsync(FigureQuery query, CancellationToken stopping = default) =>
            _traces.FiguresAsync(query, stopping);
    }
}
