using System.Text.Json;
using Tracing.Closing;
using Tracing.Keeping;
using Tracing.TailSampling;
using Tracing.Trees;
using Tracing.Wire.Spans;

namespace Tracing.Hosting.Query.Jaeger;

/// <summary>
/// Writes a trace as Jaeger's legacy API has it. Names of the added tags: OpenTelemetry's mapping to Jaeger.
/// </summary>
internal static class JaegerTraceWriter
{
    private const ulong NanosPerMicro = 1_000;

    /// <param name="isAssembled">False: no collector has seen the trace, so its completeness is not known.</param>
    public static void Write(Utf8JsonWriter to, KeptTrace trace, AnswerLimits limits, bool isAssembled = true)
    {
        var shown = trace.Cut(limits.MaxSpans);
        var processes = new OrderedDictionary<SpanOrigin, string>(SpanOrigin.ByResource);
        to.WriteStartObject();
        to.WriteString("traceID", trace.TraceId.ToString());
        to.WriteStartArray("spans");
        var omitted = shown.Omitted;
        foreach (var raw in shown.Raw)
        {
            if (to.BytesCommitted + to.BytesPending > limits.MaxBytes)
            {
                omitted++;
                continue;
            }
            var span = TraceSpan.Decode(raw);
            if (!processes.TryGetValue(span.Origin, out var process))
                processes.Add(span.Origin, process = $"p{processes.Count + 1}");
            Span(to, span, process);
        }
        to.WriteEndArray();
        to.WriteStartObject("processes");
        foreach (var (origin, name) in processes) Process(to, name, origin);
        to.WriteEndObject();
        Warnings(to, trace, omitted);
        // Ours; Jaeger's clients pass over what they do not know.
        if (isAssembled)
            to.WriteString("completeness", trace.Completeness.Kind.ToString().ToLowerInvariant());
        Sampling(to, trace.Decision);
        to.WriteEndObject();
    }

    // Nothing is said where nothing was configured: then every trace stands for itself.
    private static void Sampling(Utf8JsonWriter to, TraceDecision decision)
    {
        if (decision == TraceDecision.KeptByDefault) return;
        to.WriteStartObject("sampling");
        to.WriteString("policy", decision.Policy);
        to.WriteString("reason", decision.Reason);
        to.WriteNumber("weight", decision.Weight);
        to.WriteEndObject();
    }

    private static void Span(Utf8JsonWriter to, TraceSpan traced, string process)
    {
        var span = traced.Span;
        to.WriteStartObject();
        to.WriteString("traceID", span.TraceId.ToString());
        to.WriteString("spanID", span.SpanId.ToString());
        if ((span.Flags & 0xff) != 0) to.WriteNumber("flags", span.Flags & 0xff);
        to.WriteString("operationName", span.Name);
        to.WriteStartArray("references");
        if (!span.ParentSpanId.IsNone) Reference(to, "CHILD_OF", span.TraceId, span.ParentSpanId);
        foreach (var link in span.Links) Reference(to, "FOLLOWS_FROM", link.TraceId, link.SpanId);
        to.WriteEndArray();
        to.WriteNumber("startTime", span.StartUnixNanos / NanosPerMicro);
        to.WriteNumber("duration", span.DurationNanos / NanosPerMicro);
        Tags(to, traced);
        Logs(to, span);
        to.WriteString("processID", process);
        to.WriteNull("warnings");
        to.WriteEndObject();
    }

    private static void Reference(Utf8JsonWriter to, string type, TraceId traceId, SpanId spanId)
    {
        to.WriteStartObject();
        to.WriteString("refType", type);
        to.WriteString("traceID", traceId.ToString());
        to.WriteString("spanID", spanId.ToString());
        to.WriteEndObject();
    }

    private static void Tags(Utf8JsonWriter to, TraceSpan traced)
    {
        var span = traced.Span;
        to.WriteStartArray("tags");
        JaegerTags.Write(to, span.Tags);
        JaegerTags.WriteText(to, "span.kind", JaegerTags.Kind(span.Kind));
        JaegerTags.WriteText(to, "otel.scope.name", traced.Origin.ScopeName);
        JaegerTags.WriteText(to, "otel.scope.version", traced.Origin.ScopeVersion);
        if (span.Status == SpanStatus.Ok) JaegerTags.Write(to, "otel.status_code", "OK");
        if (span.Status == SpanStatus.Error)
        {
            JaegerTags.Write(to, "otel.status_code", "ERROR");
            JaegerTags.Write(to, "error", true);
        }
        JaegerTags.WriteText(to, "otel.status_description", span.StatusMessage);
        JaegerTags.WriteText(to, "w3c.tracestate", span.TraceState);
        to.WriteEndArray();
    }

    private static void Logs(Utf8JsonWriter to, SpanData span)
    {
        to.WriteStartArray("logs");
        foreach (var happened in span.Events)
        {
            to.WriteStartObject();
            to.WriteNumber("timestamp", happened.UnixNanos / NanosPerMicro);
            to.WriteStartArray("fields");
            JaegerTags.WriteText(to, "event", happened.Name);
            JaegerTags.Write(to, happened.Tags);
            to.WriteEndArray();
            to.WriteEndObject();
        }
        to.WriteEndArray();
    }

    private static void Process(Utf8JsonWriter to, string name, SpanOrigin origin)
    {
        to.WriteStartObject(name);
        to.WriteString("serviceName", origin.Service);
        to.WriteStartArray("tags");
        foreach (var tag in origin.ResourceTags())
            if (tag.Key != Resource.ServiceNameKey)
                JaegerTags.Write(to, tag.Key, tag.Value);
        to.WriteEndArray();
        to.WriteEndObject();
    }

    private static void Warnings(Utf8JsonWriter to, KeptTrace trace, int omitted)
    {
        string[] lines =
        [
            .. trace.Completeness.Kind is CompletenessKind.Partial or CompletenessKind.Open
                ? [trace.Completeness.ToString()] : Array.Empty<string>(),
            .. Line(trace.Conflicts, "spans carry an id that another span has"),
            .. Line(trace.Truncated, "spans were left out: the trace is too large"),
            .. Line(omitted, "spans are not in this answer: it would be too long"),
        ];
        if (lines.Length == 0)
        {
            to.WriteNull("warnings");
            return;
        }
        to.WriteStartArray("warnings");
        foreach (var line in lines) to.WriteStringValue(line);
        to.WriteEndArray();

        static string[] Line(long count, string what) => count > 0 ? [$"{count} {what}"] : [];
    }
}
