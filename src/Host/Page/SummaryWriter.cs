using System.Text.Json;
using Tracing.Closing;
using Tracing.Keeping;

namespace Tracing.Hosting.Page;

/// <summary>Writes the line that the page's list shows of a trace.</summary>
internal static class SummaryWriter
{
    private const ulong NanosPerMicro = 1_000;

    public static void Write(Utf8JsonWriter to, KeptTrace trace)
    {
        to.WriteStartObject();
        WriteProperties(to, trace);
        to.WriteEndObject();
    }

    /// <summary>Inside an object of the caller's.</summary>
    public static void WriteProperties(Utf8JsonWriter to, KeptTrace trace)
    {
        var summary = trace.Summary;
        to.WriteString("id", trace.TraceId.ToString());
        to.WriteString("service", summary.RootService);
        to.WriteString("operation", summary.RootOperation);
        // Microseconds: nanoseconds since 1970 are more than a script's numbers keep exactly.
        to.WriteNumber("startMicros", summary.StartUnixNanos / NanosPerMicro);
        to.WriteNumber("durationNanos", summary.DurationNanos);
        to.WriteNumber("spans", summary.SpanCount);
        to.WriteNumber("errors", summary.ErrorCount);
        to.WriteNumber("conflicts", trace.Conflicts);
        to.WriteNumber("truncated", trace.Truncated);
        to.WriteNumber("omitted", trace.Omitted);
        to.WriteNumber("revision", trace.Revision);
        to.WriteStartArray("services");
        foreach (var (service, spans) in summary.Services)
        {
            to.WriteStartObject();
            to.WriteString("name", service);
            to.WriteNumber("spans", spans);
            to.WriteEndObject();
        }
        to.WriteEndArray();
        Completeness(to, trace.Completeness);
    }

    private static void Completeness(Utf8JsonWriter to, Completeness completeness)
    {
        to.WriteStartObject("completeness");
        to.WriteString("kind", completeness.Kind.ToString().ToLowerInvariant());
        if (completeness.Reason != PartialReason.None)
            to.WriteString("reason", completeness.Reason.ToString().ToLowerInvariant());
        to.WriteString("text", completeness.ToString());
        to.WriteEndObject();
    }
}
