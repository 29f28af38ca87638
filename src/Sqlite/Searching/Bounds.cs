using Tracing.Keeping;
using Tracing.Sqlite.Files;

namespace Tracing.Sqlite.Searching;

/// <summary>A query's limits on times, errors and completeness, as SQL parameters.</summary>
internal readonly record struct Bounds(
    long MinStart, long MaxStart, long MinDuration, long MaxDuration, int MinErrors, int Kinds)
{
    public static Bounds Of(TraceQuery query) => new(
        Columns.Signed(query.MinStartUnixNanos ?? 0), Columns.Signed(query.MaxStartUnixNanos ?? ulong.MaxValue),
        Columns.Signed(query.MinDurationNanos ?? 0), Columns.Signed(query.MaxDurationNanos ?? ulong.MaxValue),
        query.OnlyErrors ? 1 : 0, query.Completeness is { } kind ? 1 << (int)kind : -1);
}
