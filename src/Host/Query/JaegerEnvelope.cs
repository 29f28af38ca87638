using System.Text.Json;

namespace Tracing.Hosting.Query;

/// <summary>What Jaeger puts around every answer.</summary>
internal static class JaegerEnvelope
{
    /// <param name="data">Writes the entries of <c>data</c>; null: <c>data</c> is null, as beside an error.</param>
    public static void Write(Utf8JsonWriter to, int total, Action<Utf8JsonWriter>? data, params ReadOnlySpan<JaegerError> errors)
    {
        to.WriteStartObject();
        if (data is null) to.WriteNull("data");
        else
        {
            to.WriteStartArray("data");
            data(to);
            to.WriteEndArray();
        }
        to.WriteNumber("total", total);
        to.WriteNumber("limit", 0);
        to.WriteNumber("offset", 0);
        if (errors.IsEmpty) to.WriteNull("errors");
        else
        {
            to.WriteStartArray("errors");
            foreach (var error in errors)
            {
                to.WriteStartObject();
                to.WriteNumber("code", error.Code);
                to.WriteString("msg", error.Message);
                if (error.TraceId is { } id) to.WriteString("traceID", id.ToString());
                to.WriteEndObject();
            }
            to.WriteEndArray();
        }
        to.WriteEndObject();
    }
}
