using Tracing.Keeping;
using Tracing.Storage.Writing;

namespace Tracing.Storage.Searching;

/// <summary>What a query asks of times, errors and completeness, as numbers for SQL.</summary>
internal readonly record struct Bounds(
    long MinStart, long MaxStart, long MinDuration, long MaxDuration, int MinErrors, int Kinds)
{
    public static Bounds Of(TraceQuery query) => new(
        BlockTable.Clamp(query.MinStartUnixNanos ?? 0), BlockTable.Clamp(query.MaxStartUnixNanos ?? ulong.MaxValue),
        BlockTable.Clamp(query.MinDurationNanos ?? 0), BlockTable.Clamp(query.MaxDurationNanos ?? ulong.MaxValue),
        query.OnlyErrors ? 1 : 0, query.Completeness is { } kind ? 1 << (int)kind : -1);
}
