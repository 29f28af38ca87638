using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Tracing.Hosting.Web;
using Tracing.Keeping;

namespace Tracing.Hosting.Query.Jaeger;

/// <summary>
/// Answers with what Jaeger puts around everything: <c>{"data","total","limit","offset","errors"}</c>.
/// </summary>
internal static class JaegerEnvelope
{
    /// <summary>
    /// Sent on whenever so much is written: a search may find more than should be held a second time.
    /// </summary>
    private const int FlushBytes = 64 * 1024;

    /// <param name="maxBytes">Nothing is added to an answer that is longer.</param>
    /// <param name="notes">What the data lack, as <c>warnings</c>: ours; Jaeger's clients pass over what they do not
    /// know, but take errors for a failure.</param>
    public static async Task WriteAsync<T>(
        HttpContext context, IReadOnlyCollection<T> data, Action<Utf8JsonWriter, T> write, QueryNotes notes,
        long maxBytes, params JaegerError[] errors)
    {
        var body = context.Response.BodyWriter;
        context.Response.ContentType = JsonAnswer.ContentType;
        // Jaeger's page asks for it where a person will read the answer.
        var isIndented = context.Request.Query["prettyPrint"].ToString() is not ("" or "false");
        await using var to = new Utf8JsonWriter(body, JsonAnswer.Options with { Indented = isIndented });
        to.WriteStartObject();
        to.WriteStartArray("data");
        var sent = 0L;
        var written = 0;
        foreach (var item in data)
        {
            if (to.BytesCommitted + to.BytesPending > maxBytes)
            {
                notes.Add($"{data.Count - written} more are not in this answer: it would be too long");
                break;
            }
            write(to, item);
            written++;
            if (to.BytesCommitted + to.BytesPending - sent < FlushBytes) continue;
            to.Flush();
            sent = to.BytesCommitted;
            await body.FlushAsync(context.RequestAborted);
        }
        to.WriteEndArray();
        if (!notes.Lines.IsEmpty) NotesWriter.Write(to, "warnings", notes);
        Rest(to, written, errors);
    }

    /// <summary>With <c>data</c> null; the status is the error's.</summary>
    public static Task RefuseAsync(HttpContext context, JaegerError error) =>
        JsonAnswer.WriteAsync(context, error.Code, to =>
        {
            to.WriteStartObject();
            to.WriteNull("data");
            Rest(to, 0, error);
        });

    private static void Rest(Utf8JsonWriter to, int total, params ReadOnlySpan<JaegerError> errors)
    {
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
