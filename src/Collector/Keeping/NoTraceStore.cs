using System.Collections.Immutable;
using Tracing.Assembling;
using Tracing.Figures.OverTime;

namespace Tracing.Keeping;

/// <summary>Keeps nothing, for a collector that only hands traces on.</summary>
public sealed class NoTraceStore : ITraceStore
{
    public StoreCounts Counts => default;

    public ValueTask PutAsync(ImmutableArray<ClosedTrace> traces, CancellationToken stopping = default) =>
        ValueTask.CompletedTask;

    public ValueTask<KeptTrace?> GetAsync(TraceId id, CancellationToken stopping = default) =>
        ValueTask.FromResult<KeptTrace?>(null);

    public ValueTask<ImmutableArray<KeptTrace>> FindAsync(TraceQuery query, CancellationToken stopping = default) =>
        ValueTask.FromResult(ImmutableArray<KeptTrace>.Empty);

    public ValueTask<ImmutableArray<string>> ServicesAsync(CancellationToken stopping = default) =>
        ValueTask.FromResult(ImmutableArray<string>.Empty);

    public ValueTask<ImmutableArray<Operation>> OperationsAsync(string service, CancellationToken stopping = default) =>
        ValueTask.FromResult(ImmutableArray<Operation>.Empty);

    public ValueTask<FigureAnswer> FiguresAsync(FigureQuery query, CancellationToken stopping = default) =>
        ValueTask.FromResult(FigureAnswer.None);
}
