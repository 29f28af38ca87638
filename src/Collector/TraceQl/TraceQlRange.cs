using Tracing.Keeping;

namespace Tracing.TraceQl;

/// <summary>The traces that a search looks at, and their order.</summary>
/// <param name="FromUnixNanos">The trace must have ended at this time or later.</param>
/// <param name="UntilUnixNanos">The trace must have started at this time or earlier.</param>
/// <param name="Order">Newest or slowest.</param>
/// <param name="After">Only traces after this one in the order.</param>
public sealed record TraceQlRange(
    ulong? FromUnixNanos = null, ulong? UntilUnixNanos = null, TraceOrder Order = TraceOrder.Newest,
    TraceRank? After = null)
{
    /// <summary>All traces, the newest first.</summary>
    public static TraceQlRange All { get; } = new();
}
