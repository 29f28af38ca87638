using System.Collections.Immutable;
using Tracing.Collecting;

namespace Tracing.Keeping;

/// <summary>Where closed traces are kept.</summary>
/// <remarks>
/// Any thread. Putting the same revision again changes nothing; revisions of one trace unite. A trace that was put is
/// found from the moment that <see cref="ITraceSink.PutAsync"/> completed.
/// </remarks>
public interface ITraceStore : ITraceSink
{
    /// <summary>Null when there is no such trace, or no longer.</summary>
    ValueTask<KeptTrace?> GetAsync(TraceId id, CancellationToken stopping = default);

    /// <summary>The traces that match, newest first.</summary>
    ValueTask<ImmutableArray<KeptTrace>> FindAsync(TraceQuery query, CancellationToken stopping = default);

    /// <summary>The names of all services seen in kept traces, in ordinal order.</summary>
    ValueTask<ImmutableArray<string>> ServicesAsync(CancellationToken stopping = default);

    /// <summary>The span names of one service, in ordinal order; empty for an unknown one.</summary>
    ValueTask<ImmutableArray<Operation>> OperationsAsync(string service, CancellationToken stopping = default);
}
