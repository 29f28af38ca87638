using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Tracing.Keeping;
using Tracing.Trees;

namespace Tracing.Finding;

/// <summary>Answers a query by a look at every span of every trace, in the plainest way, to compare stores
/// with.</summary>
internal static class EveryTrace
{
    /// <param name="traces">As they were put, the last one first.</param>
    public static IEnumerable<KeptTrace> Find(IEnumerable<KeptTrace> traces, TraceQuery query)
    {
        var found = traces.Where(trace => Matches(trace, query));
        return (query.Order switch
        {
            TraceOrder.Newest => found.OrderByDescending(Start).ThenByDescending(trace => trace.TraceId),
            TraceOrder.Slowest => found.OrderByDescending(Length).ThenByDescending(trace => trace.TraceId),
            _ => found,
        }).Take(query.Limit);
    }

    private static ulong Start(KeptTrace trace) => trace.Decode().Min(span => span.Span.StartUnixNanos);

    private static ulong End(TraceSpan span) => Math.Max(span.Span.StartUnixNanos, span.Span.EndUnixNanos);

    private static ulong Length(KeptTrace trace) => trace.Decode().Max(End) - Start(trace);

    private static bool Matches(KeptTrace trace, TraceQuery query)
    {
        var spans = trace.Decode();
        return spans.Any(span => Matches(span, query)
                && Any(Above(span, spans).Take(1), query.Caller, query.CallerOperation)
                && Any(Above(span, spans), query.AboveService, query.AboveOperation))
            && (!query.OnlyErrors || spans.Any(span => span.Span.Status == SpanStatus.Error))
            && (query.Completeness is null || trace.Completeness.Kind == query.Completeness)
            && (!query.OnlyMissing || trace.Completeness.Missing is { IsDefaultOrEmpty: false })
            && Within(Length(trace), query.MinDurationNanos, query.MaxDurationNanos)
            && Within(Start(trace) + Length(trace), query.TraceFromUnixNanos, null)
            && Within(Start(trace), null, query.TraceUntilUnixNanos);
    }

    // No two spans of these traces have the same id.
    private static IEnumerable<TraceSpan> Above(TraceSpan span, IEnumerable<TraceSpan> spans)
    {
        var parent = spans.FirstOrDefault(one => one.Span.SpanId == span.Span.ParentSpanId);
        return parent is null ? [] : [parent, .. Above(parent, spans)];
    }

    private static bool Any(IEnumerable<TraceSpan> spans, string? service, string? operation) =>
        (service is null && operation is null)
        || spans.Any(span => Same(service, span.Service) && Same(operation, span.Span.Name));

    private static bool Matches(TraceSpan traced, TraceQuery query)
    {
        var span = traced.Span;
        var path = span["akka.actor.path"].ToString();
        var type = span["akka.actor.type"].ToString();
        return Same(query.Service, traced.Service) && Same(query.Operation, span.Name)
            && Same(query.ScopeName, traced.Origin.ScopeName)
            && (query.Kind is null || query.Kind == span.Kind) && (query.Status is null || query.Status == span.Status)
            && Has(query.StatusDescription, span.StatusMessage)
            && (Has(query.Text, span.Name) || Has(query.Text, traced.Service) || Has(query.Text, span.StatusMessage)
                || $"{span.TraceId}".StartsWith(query.Text!, StringComparison.OrdinalIgnoreCase))
            && Within(End(traced) - span.StartUnixNanos, query.MinSpanDurationNanos, query.MaxSpanDurationNanos)
            && Within(End(traced), query.FromUnixNanos, null) && Within(span.StartUnixNanos, null, query.UntilUnixNanos)
            && (!query.OnlyUndelivered || span[TracingTags.Undelivered].Kind != TagKind.Empty)
            && (query.ActorPath is null || path == query.ActorPath || path.StartsWith(query.ActorPath + "/", StringComparison.Ordinal))
            && (query.ActorType is null || type == query.ActorType || type.EndsWith("." + query.ActorType, StringComparison.Ordinal))
            && Within((ulong)span[TracingTags.MailboxWaitNanos].AsInt, query.MinMailboxWaitNanos, null)
            && (query.Attributes.IsDefault ? [] : query.Attributes).All(condition => Meets(traced, condition));
    }

    private static bool Meets(TraceSpan span, AttributeCondition condition)
    {
        TagValue[] values = [.. Fields(span).Where(field => field.Key == condition.Key
            && (condition.Scope == AttributeScope.Any || field.Scope == condition.Scope)).Select(field => field.Value)];
        var wanted = condition.Value;
        return condition.Operator switch
        {
            AttributeOperator.Equal => values.Any(value => $"{value}" == $"{wanted}"),
            AttributeOperator.Holds => values.Any(value => $"{value}" == $"{wanted}"
                || value.AsArray.ToArray().Any(item => $"{item}" == $"{wanted}")),
            AttributeOperator.NotEqual => values.Length > 0 && values.All(value => $"{value}" != $"{wanted}"),
            AttributeOperator.Matches => values.Any(value => Regex.IsMatch($"{value}", $"{wanted}")),
            AttributeOperator.NotMatches => values.Length > 0 && !values.Any(value => Regex.IsMatch($"{value}", $"{wanted}")),
            AttributeOperator.Less => values.Any(value => Order(value, wanted) < 0),
            AttributeOperator.LessOrEqual => values.Any(value => Order(value, wanted) <= 0),
            AttributeOperator.Greater => values.Any(value => Order(value, wanted) > 0),
            _ => values.Any(value => Order(value, wanted) >= 0),
        };
    }

    private static IEnumerable<(AttributeScope Scope, string Key, TagValue Value)> Fields(TraceSpan traced)
    {
        var span = traced.Span;
        foreach (var (scope, tags) in new (AttributeScope, ImmutableArray<Tag>)[]
        {
            (AttributeScope.Span, span.Tags), (AttributeScope.Resource, traced.Origin.ResourceTags()),
            (AttributeScope.Scope, traced.Origin.ScopeTags()),
            (AttributeScope.Event, [.. span.Events.SelectMany(happened => happened.Tags)]),
            (AttributeScope.Link, [.. span.Links.SelectMany(link => link.Tags)]),
        })
        {
            foreach (var tag in tags) yield return (scope, tag.Key, tag.Value);
        }
        if (span.Kind != SpanKind.Unspecified)
            yield return (AttributeScope.Any, "span.kind", $"{span.Kind}".ToLowerInvariant());
        if (span.Status != SpanStatus.Unset)
            yield return (AttributeScope.Any, "otel.status_code", $"{span.Status}".ToUpperInvariant());
        if (span.Status == SpanStatus.Error) yield return (AttributeScope.Any, "error", true);
        else if (span.Tags.All(tag => tag.Key != "error")) yield return (AttributeScope.Any, "error", false);
        foreach (var happened in span.Events) yield return (AttributeScope.Any, "event", happened.Name);
    }

    private static int? Order(TagValue value, TagValue wanted)
    {
        if (value.Kind == TagKind.String && wanted.Kind == TagKind.String)
            return string.CompareOrdinal($"{value}", $"{wanted}");
        if (value.Kind == TagKind.Int && wanted.Kind == TagKind.Int) return value.AsInt.CompareTo(wanted.AsInt);
        return IsNumber(value) && IsNumber(wanted) ? Number(value).CompareTo(Number(wanted)) : null;
    }

    private static bool IsNumber(TagValue value) =>
        value.Kind == TagKind.Int || (value.Kind == TagKind.Double && !double.IsNaN(value.AsDouble));

    private static double Number(TagValue value) => value.AsInt + value.AsDouble;

    private static bool Same(string? wanted, string text) => wanted is null || wanted == text;

    private static bool Has(string? wanted, string? text) =>
        wanted is null || (text?.Contains(wanted, StringComparison.OrdinalIgnoreCase) ?? false);

    private static bool Within(ulong value, ulong? min, ulong? max) => !(value < min || value > max);
}
