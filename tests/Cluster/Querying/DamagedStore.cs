using System.Collections.Immutable;
using Tracing.Assembling;
using Tracing.Figures.OverTime;
using Tracing.Keeping;

namespace Tracing.Clustering.Querying;

/// <summary>A store that fails every question, like one whose file is damaged.</summary>
internal sealed class DamagedStore : ITraceStore
{
    public StoreCounts Counts => default;

    public ValueTask PutAsync(ImmutableArray<ClosedTrace> traces, CancellationToken stopping = default) => throw Fault();

    public ValueTask<KeptTrace?> GetAsync(TraceId id, CancellationToken stopping = default) => throw Fault();

    public ValueTask<ImmutableArray<KeptTrace>> FindAsync(TraceQuery query, CancellationToken stopping = default) => throw Fault();

    public ValueTask<ImmutableArray<string>> ServicesAsync(CancellationToken stopping = default) => throw Fault();

    public ValueTask<ImmutableArray<Operation>> OperationsAsync(string service, CancellationToken stopping = default) => throw Fault();

    public ValueTask<FigureAnswer> FiguresAsync(FigureQuery query, CancellationToken stopping = default) =>
        throw Fault();

    private static IOException Fault() => new("the disk is gone");
}
