using System.Collections.Immutable;
using Tracing.Assembling;
using Tracing.Figures.OverTime;
using Tracing.Keeping;

namespace Tracing.Clustering.Querying;

/// <summary>The contract of a trace store, for a store on another node that is asked over the network.</summary>
public sealed class ClusterStoreContractTests : TraceStoreContract, IAsyncLifetime
{
    private QueriedPair? _pair;
    private Elsewhere? _store;

    protected override ITraceStore Store => _store!;

    public async Task InitializeAsync()
    {
        var there = new MemoryTraceStore(1 << 30, MaxAge, Clock);
        _pair = await QueriedPair.StartAsync(new MemoryTraceStore(1 << 30), there);
        _store = new Elsewhere(there, _pair.View);
    }

    public async Task DisposeAsync() => await _pair!.DisposeAsync();

    /// <summary>Puts traces on one node and asks on the other.</summary>
    private sealed class Elsewhere(ITraceStore there, ITraceStore asked) : ITraceStore
    {
        public StoreCounts Counts => there.Counts;

        public ValueTask PutAsync(ImmutableArray<ClosedTrace> traces, CancellationToken stopping = default) =>
            there.PutAsync(traces, stopping);

        public ValueTask<KeptTrace?> GetAsync(TraceId id, CancellationToken stopping = default) => asked.GetAsync(id, stopping);

        public ValueTask<ImmutableArray<KeptTrace>> FindAsync(TraceQuery query, CancellationToken stopping = default) =>
            asked.FindAsync(query, stopping);

        public ValueTask<ImmutableArray<string>> ServicesAsync(CancellationToken stopping = default) => asked.ServicesAsync(stopping);

        public ValueTask<ImmutableArray<Operation>> OperationsAsync(string service, CancellationToken stopping = default) =>
            asked.OperationsAsync(service, stopping);

        public ValueTask<FigureAnswer> FiguresAsync(FigureQuery query, CancellationToken stopping = default) =>
            asked.FiguresAsync(query, stopping);
    }
}
