using System.Collections.Immutable;

namespace Tracing.Hosting.Agents;

/// <summary>The arguments of a search, for agents.</summary>
internal static class SearchFields
{
    public static ImmutableArray<ToolField> All { get; } =
    [
        new("q", "A search in TraceQL, such as { resource.service.name = \"shop\" && duration > 1s } "
            + ">> { status = error }."),
        new("service", "Service of the span."),
        new("operation", "Name of the span."),
        new("text", "A part of the span's name, service or status description, in any case; or the beginning of a "
            + "trace id."),
        new("tag", "Attributes: name, comparison, value, such as http.status_code>=500, order.id=7, "
            + "exception.message=~time.*out, or list*=a for an element of an array. span:, resource:, scope:, event: "
            + "or link: before the name means one of them.", ToolField.List),
        .. TimeFields.All,
        new("minDuration", "Least duration of the trace, such as 10ms or 1m30s."),
        new("maxDuration", "Greatest duration of the trace."),
        new("minSpanDuration", "Least duration of the span."),
        new("maxSpanDuration", "Greatest duration of the span."),
        new("error", "true: only traces in which a span failed.", ToolField.Flag),
        new("status", "Status of the span.", ToolField.Text, "unset", "ok", "error"),
        new("kind", "Kind of the span.", ToolField.Text, "internal", "server", "client", "producer", "consumer"),
        new("scope", "Instrumentation scope of the span."),
        new("description", "A part of the span's status description, in any case."),
        new("completeness", "exact: it is known that no span is missing. settled: none came for a while. partial: "
            + "closed early, spans may be missing. open: more spans may come.",
            ToolField.Text, "open", "exact", "settled", "partial"),
        new("undelivered", "true: only traces with a message that was never handled.", ToolField.Flag),
        new("missing", "true: only traces of which spans are known to be missing.", ToolField.Flag),
        new("caller", "Service of the span's parent."),
        new("actor", "Path of the actor that handled the message, or of one above it, such as /user/orders."),
        new("actorType", "Type of the actor, with or without its namespace."),
        new("minWait", "Least time that the message waited in the mailbox, such as 5ms."),
        new("order", "newest (default) or slowest first.", ToolField.Text, "newest", "slowest"),
        new("after", "Goes on after an earlier answer, which names the value."),
        new("limit", "Number of traces, 1 to 1000, default 20.", ToolField.Number),
    ];
}
