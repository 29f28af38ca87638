using Tracing.Finding;
using Tracing.Trees;
using Tracing.Wire.Spans;

namespace Tracing.Keeping;

/// <summary>Looks in a trace for a span that matches all conditions of a query about spans.</summary>
/// <remarks>One owner. A span is decoded only when what can be seen without decoding matches.</remarks>
internal sealed class SpanSearch(TraceQuery query)
{
    private readonly SpanAttributes _attributes = new();

    private bool DecidesUndecoded => query.Attributes.IsDefaultOrEmpty && query.Status is null or SpanStatus.Error
        && query.StatusDescription is null && query.ActorPath is null && query.ActorType is null
        && query.MinMailboxWaitNanos is null && query.Text is null;

    public bool Finds(KeptTrace trace)
    {
        // The id is not a span's: it matches for every span.
        var hasText = query.Text is not { } text
            || (text.Length > 0 && trace.TraceId.ToString().StartsWith(text, StringComparison.OrdinalIgnoreCase));
        if (trace.Raw.IsEmpty) return hasText && AsksForNoSpan;
        var callers = SpansOf(query.Caller, query.CallerOperation, trace);
        var below = SpansOf(query.AboveService, query.AboveOperation, trace) is { } above
            ? SpansBelow(above, trace) : null;
        foreach (ref readonly var span in trace.Raw.AsSpan())
            if (MayMatch(span) && callers?.Contains(span.ParentSpanId) != false
                && below?.Contains(span.SpanId) != false
                && (DecidesUndecoded || Matches(TraceSpan.Decode(span), hasText)))
                return true;
        return false;
    }

    private bool AsksForNoSpan => DecidesUndecoded && query is
    {
        Status: null, Service: null, Operation: null, FromUnixNanos: null, UntilUnixNanos: null, Kind: null,
        Caller: null, CallerOperation: null, AboveService: null, AboveOperation: null,
        ScopeName: null, MinSpanDurationNanos: null, MaxSpanDurationNanos: null, OnlyUndelivered: false,
    };

    // Null: any span.
    private static HashSet<SpanId>? SpansOf(string? service, string? operation, KeptTrace trace) =>
        service is null && operation is null ? null
        : [.. trace.Raw.Where(span => (service is null || span.Origin.Service == service)
            && (operation is null || SpanLabel.Of(span).NameText() == operation)).Select(static span => span.SpanId)];

    private static HashSet<SpanId> SpansBelow(HashSet<SpanId> above, KeptTrace trace)
    {
        var children = trace.Raw.ToLookup(static span => span.ParentSpanId, static span => span.SpanId);
        var (below, next) = (new HashSet<SpanId>(), new Stack<SpanId>(above));
        while (next.TryPop(out var span))
            foreach (var child in children[span])
                if (below.Add(child))
                    next.Push(child);
        return below;
    }

    private bool MayMatch(in RawSpan span)
    {
        var duration = span.EndUnixNanos > span.StartUnixNanos ? span.EndUnixNanos - span.StartUnixNanos : 0;
        if (span.StartUnixNanos > query.UntilUnixNanos || span.StartUnixNanos + duration < query.FromUnixNanos
            || duration < query.MinSpanDurationNanos || duration > query.MaxSpanDurationNanos
            || (query.OnlyUndelivered && !span.Has(RawSpanFacts.Undelivered))
            || (query.Status == SpanStatus.Error && !span.Has(RawSpanFacts.Error))
            || (query.Service is { } service && span.Origin.Service != service)
            || (query.ScopeName is { } scope && span.Origin.ScopeName != scope)
            || (!query.Attributes.IsDefaultOrEmpty && !SpanAttributes.MayMeet(span, query.Attributes)))
            return false;
        if (query.Operation is null && query.Kind is null) return true;
        var label = SpanLabel.Of(span);
        return (query.Kind is null || label.Kind == query.Kind)
            && (query.Operation is null || label.NameText() == query.Operation);
    }

    private bool Matches(TraceSpan traced, bool hasText)
    {
        var span = traced.Span;
        return (query.Status is null || span.Status == query.Status)
            && (query.StatusDescription is null || Contains(span.StatusMessage, query.StatusDescription))
            && !(traced.MailboxWaitNanos < query.MinMailboxWaitNanos)
            && (query.ActorPath is null || IsAtOrBelow(span["akka.actor.path"].AsString, query.ActorPath))
            && (query.ActorType is null || IsType(span["akka.actor.type"].AsString, query.ActorType))
            && (hasText || HasText(traced, query.Text ?? ""))
            && (query.Attributes.IsDefaultOrEmpty || _attributes.Meets(traced, query.Attributes));
    }

    private static bool HasText(TraceSpan traced, string text) =>
        Contains(traced.Span.Name, text) || Contains(traced.Service, text) || Contains(traced.Span.StatusMessage, text);

    private static bool Contains(string? whole, string part) =>
        whole?.Contains(part, StringComparison.OrdinalIgnoreCase) ?? false;

    /// <summary>True for the path itself, and for an actor below it.</summary>
    internal static bool IsAtOrBelow(string? path, string above) => path is not null
        && path.StartsWith(above, StringComparison.Ordinal)
        && (path.Length == above.Length || path[above.Length] == '/' || above.EndsWith('/'));

    /// <summary>True for the type with or without its namespace.</summary>
    internal static bool IsType(string? full, string type) => full is not null
        && (full == type || (full.EndsWith(type, StringComparison.Ordinal) && full[^(type.Length + 1)] is '.' or '+'));
}
