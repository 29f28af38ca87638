using System.Collections.Immutable;
using Tracing.Hosting.Query;
using Tracing.Hosting.Query.Search;

namespace Tracing.Hosting.Agents;

/// <summary>The arguments by which tools are told a time.</summary>
internal static class TimeFields
{
    /// <summary>Time that is looked at when none is given.</summary>
    private static readonly TimeSpan _default = TimeSpan.FromHours(1);

    public static ImmutableArray<ToolField> All { get; } =
    [
        new("since", "The time until now, such as 15m or 24h. Default where a tool counts: 1h."),
        new("from", "Begin, such as 2026-01-02T03:04:05Z, in place of since."),
        new("until", "End, such as 2026-01-02T03:04:05Z. Default: now."),
    ];

    /// <summary>Reads them; without any, the last hour.</summary>
    public static (ulong? FromUnixNanos, ulong? UntilUnixNanos) Read(QueryParameters reading, DateTimeOffset now)
    {
        var (from, until) = (SearchQuery.From(reading, now), reading.Time("until"));
        if (from > until) reading.Report("until", "must not be before from");
        if (from is null && until is null)
            from = (ulong)Math.Max(0, (now - _default).ToUnixTimeMilliseconds()) * 1_000_000;
        return (from, until);
    }
}
