using System.Collections.Immutable;
using Tracing.Keeping;

namespace Tracing.Hosting.Query;

/// <summary>Finds the newest closed traces of some time, from which graphs and rankings are counted.</summary>
internal static class RecentTraces
{
    /// <summary>Counted at most (RATIONALE "Why does the graph of calls count 2,000 traces?").</summary>
    public const int MaxTraces = 2_000;

    /// <param name="service">Only traces with a span of this service in that time; null: all.</param>
    /// <param name="notes">Hears where there is more than is counted.</param>
    public static async Task<ImmutableArray<KeptTrace>> FindAsync(ITraceStore store, ulong? fromUnixNanos,
        ulong? untilUnixNanos, string? service, QueryNotes notes, CancellationToken stopping)
    {
        var query = new TraceQuery(
            Service: service, FromUnixNanos: fromUnixNanos, UntilUnixNanos: untilUnixNanos, Limit: MaxTraces)
        {
            OnlyClosed = true,
        };
        var found = await store.Noting(notes).FindAsync(query, stopping);
        if (found.Length == MaxTraces) notes.Add($"only the newest {MaxTraces} traces of that time are counted");
        return found;
    }
}
