using System.Collections.Immutable;
using Tracing.Contracts;
using Tracing.Figures.OverTime;

namespace Tracing.Keeping;

/// <summary>Keeps closed traces up to a size and an age; the oldest make room.</summary>
/// <remarks>
/// Any thread. Putting the same trace again changes nothing. Revisions of a trace, and the parts that several
/// collectors put, are united by <see cref="KeptTrace.Unite"/>. A trace can be found once
/// <see cref="ITraceSink.PutAsync"/> has completed. Traces are ordered by the time at which their first part was put,
/// so neither late spans nor a sender's clock move a trace.
/// </remarks>
public interface ITraceStore : ITraceSink
{
    /// <summary>Maximum number of names in one answer: the first in ordinal order.</summary>
    const int MaxNames = 10_000;

    StoreCounts Counts { get; }

    /// <summary>The reason why traces cannot be stored now, in one line; null: they can.</summary>
    string? Problem => null;

    /// <summary>Other processes put traces into it too, so new traces are seen only by asking.</summary>
    bool IsShared => false;

    /// <summary>Those of its traces that are open, or on their way to the disk.</summary>
    ITraceStore Unstored => new NoTraceStore();

    /// <summary>Returns this store in a form that writes into <paramref name="notes"/> what its answers lack.</summary>
    ITraceStore Noting(QueryNotes notes) => this;

    /// <summary>Returns a trace, or null when the store does not have it (any more).</summary>
    /// <exception cref="DamagedTraceException">The store has the trace and cannot read it.</exception>
    ValueTask<KeptTrace?> GetAsync(TraceId id, CancellationToken stopping = default);

    /// <summary>Returns the traces that match, in the query's order, up to its limit.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="stopping"/> was cancelled.</exception>
    ValueTask<ImmutableArray<KeptTrace>> FindAsync(TraceQuery query, CancellationToken stopping = default);

    /// <summary>Returns the names of all services in kept traces, in ordinal order.</summary>
    ValueTask<ImmutableArray<string>> ServicesAsync(CancellationToken stopping = default);

    /// <summary>Returns the span names of one service, in ordinal order; none for an unknown service.</summary>
    ValueTask<ImmutableArray<Operation>> OperationsAsync(string service, CancellationToken stopping = default);

    /// <summary>Returns figures over time of all spans that were put, also of traces that were removed since.</summary>
    ValueTask<FigureAnswer> FiguresAsync(FigureQuery query, CancellationToken stopping = default);
}
