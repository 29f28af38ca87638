using System.Collections.Immutable;
using Tracing.Contracts;

namespace Tracing.Keeping;

/// <summary>Where closed traces are kept, up to an age and a size; the oldest make room.</summary>
/// <remarks>
/// Any thread. Putting the same again changes nothing; revisions of one trace, and what several collectors know of it,
/// unite as <see cref="KeptTrace.Unite"/> has it. A trace that was put is found from the moment that
/// <see cref="ITraceSink.PutAsync"/> completed. The order of traces is that in which their first part was put: late
/// spans do not move a trace, and no sender's clock does.
/// </remarks>
public interface ITraceStore : ITraceSink
{
    /// <summary>Names in one answer; beyond it, the first in ordinal order.</summary>
    const int MaxNames = 10_000;

    StoreCounts Counts { get; }

    /// <summary>Others put into it too: what is new is known only by asking.</summary>
    bool IsShared => false;

    /// <summary>The same store, for questions of which <paramref name="notes"/> gets what their answers lack.</summary>
    ITraceStore Noting(QueryNotes notes) => this;

    /// <summary>Null when there is no such trace, or no longer.</summary>
    ValueTask<KeptTrace?> GetAsync(TraceId id, CancellationToken stopping = default);

    /// <summary>The traces that match, newest first, up to the query's limit.</summary>
    /// <exception cref="OperationCanceledException">Nobody waits for the answer any longer.</exception>
    ValueTask<ImmutableArray<KeptTrace>> FindAsync(TraceQuery query, CancellationToken stopping = default);

    /// <summary>The names of all services seen in kept traces, in ordinal order.</summary>
    ValueTask<ImmutableArray<string>> ServicesAsync(CancellationToken stopping = default);

    /// <summary>The span names of one service, in ordinal order; empty for an unknown one.</summary>
    ValueTask<ImmutableArray<Operation>> OperationsAsync(string service, CancellationToken stopping = default);
}
