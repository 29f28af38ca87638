using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Tracing.Otlp.Proto;
using Tracing.Wire.Spans;

namespace Tracing.Wire.Otlp;

/// <summary>Writes the answers of an OTLP door, in both encodings (OTLP specification, "OTLP/HTTP Response").</summary>
public static class OtlpReply
{
    private const int PartialSuccess = 1, RejectedSpans = 1, ErrorMessage = 2;
    private const int StatusCode = 1, StatusMessage = 2;

    /// <summary>Writes an ExportTraceServiceResponse, which is empty unless spans were rejected.</summary>
    public static byte[] Taken(SpanBatch batch, OtlpEncoding encoding)
    {
        ArgumentNullException.ThrowIfNull(batch);
        return encoding == OtlpEncoding.Json ? TakenJson(batch) : TakenProtobuf(batch);
    }

    /// <summary>Writes a <c>google.rpc.Status</c>.</summary>
    public static byte[] Refused(RpcCode code, string message, OtlpEncoding encoding)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (encoding == OtlpEncoding.Json)
        {
            return Json(to =>
            {
                to.WriteNumber("code", (int)code);
                to.WriteString("message", message);
            });
        }
        var status = new ProtoWriter();
        status.Number(StatusCode, (int)code);
        status.String(StatusMessage, message);
        return status.ToArray();
    }

    private static byte[] TakenProtobuf(SpanBatch batch)
    {
        var response = new ProtoWriter();
        if (batch.Rejected == 0) return [];
        var partial = response.Begin(PartialSuccess);
        response.Number(RejectedSpans, batch.Rejected);
        response.String(ErrorMessage, batch.RejectedWhy);
        response.End(partial);
        return response.ToArray();
    }

    private static byte[] TakenJson(SpanBatch batch) => Json(to =>
    {
        if (batch.Rejected == 0) return;
        to.WriteStartObject("partialSuccess");
        to.WriteString("rejectedSpans", batch.Rejected.ToString(CultureInfo.InvariantCulture));
        to.WriteString("errorMessage", batch.RejectedWhy);
        to.WriteEndObject();
    });

    private static byte[] Json(Action<Utf8JsonWriter> content)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var to = new Utf8JsonWriter(bytes))
        {
            to.WriteStartObject();
            content(to);
            to.WriteEndObject();
        }
        return bytes.WrittenSpan.ToArray();
    }
}
