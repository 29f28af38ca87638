using System.Collections.Immutable;
using Tracing.Closing;
using Tracing.Finding;

namespace Tracing.Keeping;

/// <summary>A search for traces. A null or empty part matches everything. All parts must match, and those about spans
/// must match the same span.</summary>
/// <remarks>Every store decides by <see cref="Matches"/>. An index of a store may leave out a trace only where this
/// would not match.</remarks>
/// <param name="FromUnixNanos">A span must have run at this time or later: a trace of hours with a span of a minute ago
/// is in the last hour.</param>
/// <param name="UntilUnixNanos">The same span must have started at this time or earlier.</param>
/// <param name="MinDurationNanos">Shortest duration of the trace, from its first start to its last end.</param>
/// <param name="OnlyErrors">True: a span of the trace failed, whichever.</param>
/// <param name="Attributes">Attributes that one span must have.</param>
/// <param name="Limit">Maximum number of traces; 1 to 10,000.</param>
public sealed record TraceQuery(
    string? Service = null,
    string? Operation = null,
    ulong? FromUnixNanos = null,
    ulong? UntilUnixNanos = null,
    ulong? MinDurationNanos = null,
    ulong? MaxDurationNanos = null,
    bool OnlyErrors = false,
    ImmutableArray<AttributeCondition> Attributes = default,
    int Limit = TraceQuery.DefaultLimit,
    CompletenessKind? Completeness = null)
{
    public const int DefaultLimit = 20;
    public const int MaxLimit = 10_000;

    /// <summary>The trace must have ended at this time or later. Unlike <see cref="FromUnixNanos"/> it asks for no span
    /// that meets the other parts too.</summary>
    public ulong? TraceFromUnixNanos { get; init; }

    /// <summary>The trace must have started at this time or earlier.</summary>
    public ulong? TraceUntilUnixNanos { get; init; }

    /// <summary>True: leaves out traces that are still open.</summary>
    public bool OnlyClosed { get; init; }

    /// <summary>True: only traces of which spans are known to be missing.</summary>
    public bool OnlyMissing { get; init; }

    /// <summary>A part of the span's name, its service or its status description, in any case; or the beginning of the
    /// trace's id.</summary>
    public string? Text { get; init; }

    public SpanStatus? Status { get; init; }

    public SpanKind? Kind { get; init; }

    /// <summary>The service of the span's parent.</summary>
    public string? Caller { get; init; }

    /// <summary>The name of the span's parent. Like the two below, it leaves out traces for a query that decides by
    /// itself.</summary>
    internal string? CallerOperation { get; init; }

    /// <summary>The service of a span above the span, at any distance.</summary>
    internal string? AboveService { get; init; }

    /// <summary>The name of that span.</summary>
    internal string? AboveOperation { get; init; }

    /// <summary>The name of the instrumentation scope.</summary>
    public string? ScopeName { get; init; }

    /// <summary>A part of the status description, in any case.</summary>
    public string? StatusDescription { get; init; }

    /// <summary>Shortest duration of the span; one that ends before it starts has none.</summary>
    public ulong? MinSpanDurationNanos { get; init; }

    public ulong? MaxSpanDurationNanos { get; init; }

    /// <summary>The path of the actor that handled the message, or of an actor above it.</summary>
    public string? ActorPath { get; init; }

    /// <summary>The type of that actor, with or without its namespace.</summary>
    public string? ActorType { get; init; }

    /// <summary>The least time that the message waited in the mailbox.</summary>
    public ulong? MinMailboxWaitNanos { get; init; }

    /// <summary>True: only spans of messages that were never handled.</summary>
    public bool OnlyUndelivered { get; init; }

    public TraceOrder Order { get; init; }

    /// <summary>Only traces after this one in the order; without an effect where the order has no pages.</summary>
    public TraceRank? After { get; init; }

    /// <summary>The limit, within its bounds.</summary>
    public int MaxTraces => Math.Clamp(Limit, 1, MaxLimit);

    public bool Matches(KeptTrace trace)
    {
        ArgumentNullException.ThrowIfNull(trace);
        var measure = trace.Measure;
        return MayMatch(trace.TraceId, measure.StartUnixNanos, measure.StartUnixNanos + measure.DurationNanos,
                measure.Errors > 0, trace.Completeness.Kind)
            && (!OnlyClosed || !trace.IsOpen)
            && (!OnlyMissing || !trace.Completeness.Missing.IsDefaultOrEmpty)
            && new SpanSearch(this).Finds(trace);
    }

    /// <summary>Tells by a few facts of a trace whether it may match; false: it cannot.</summary>
    internal bool MayMatch(TraceId id, ulong startUnixNanos, ulong endUnixNanos, bool hasErrors, CompletenessKind kind)
    {
        var duration = endUnixNanos > startUnixNanos ? endUnixNanos - startUnixNanos : 0;
        return !(Math.Max(startUnixNanos, endUnixNanos) < FromUnixNanos || startUnixNanos > UntilUnixNanos
            || Math.Max(startUnixNanos, endUnixNanos) < TraceFromUnixNanos || startUnixNanos > TraceUntilUnixNanos
            || duration < MinDurationNanos || duration > MaxDurationNanos || duration < MinSpanDurationNanos)
            && (hasErrors || !(OnlyErrors || Status == SpanStatus.Error))
            && (Completeness is null || Completeness == kind)
            // Only these lack spans that they know of.
            && (!OnlyMissing || kind is CompletenessKind.Partial or CompletenessKind.Open)
            && (Order == TraceOrder.Stored || After is not { } after
                || new TraceRank(Order == TraceOrder.Slowest ? duration : startUnixNanos, id) < after);
    }
}
