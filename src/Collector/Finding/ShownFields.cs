using System.Collections.Immutable;
using Tracing.Trees;

namespace Tracing.Finding;

/// <summary>Fields of a span that answers show as attributes, under the names of OpenTelemetry's mapping to Jaeger, so
/// that a user can search for all that they see.</summary>
internal static class ShownFields
{
    private static readonly ImmutableHashSet<string> _keys =
    [
        "span.kind", "otel.status_code", "otel.status_description", "otel.scope.name", "otel.scope.version",
        "w3c.tracestate", "error", "event",
    ];

    public static bool Has(string key) => _keys.Contains(key);

    /// <summary>Adds the values of a field; none when the span does not have it.</summary>
    /// <param name="hasAttribute">True: the span has an attribute of this name.</param>
    public static void Add(List<TagValue> to, TraceSpan traced, string key, bool hasAttribute)
    {
        var span = traced.Span;
        switch (key)
        {
            case "span.kind" when span.Kind != SpanKind.Unspecified: to.Add(KindText(span.Kind)); break;
            case "otel.status_code" when span.Status == SpanStatus.Ok: to.Add("OK"); break;
            case "otel.status_code" when traced.IsError: to.Add("ERROR"); break;
            case "otel.status_description" when span.StatusMessage is { Length: > 0 } message: to.Add(message); break;
            case "otel.scope.name" when traced.Origin.ScopeName is { Length: > 0 } name: to.Add(name); break;
            case "otel.scope.version" when traced.Origin.ScopeVersion is { Length: > 0 } number: to.Add(number); break;
            case "w3c.tracestate" when span.TraceState is { Length: > 0 } state: to.Add(state); break;
            // Users search for "error" although no attribute has to have that name, so it also means the status.
            case "error" when traced.IsError: to.Add(true); break;
            case "error" when !hasAttribute: to.Add(false); break;
            case "event":
                foreach (var happened in span.Events) to.Add(happened.Name);
                break;
        }
    }

    /// <summary>A span kind as it is written in attributes; the empty string for one that is not given.</summary>
    public static string KindText(SpanKind kind) =>
        kind == SpanKind.Unspecified ? "" : kind.ToString().ToLowerInvariant();
}
