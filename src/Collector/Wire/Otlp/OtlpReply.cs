using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Tracing.Otlp.Proto;
using Tracing.Wire.Spans;
using F = Tracing.Otlp.OtlpFields;

namespace Tracing.Wire.Otlp;

/// <summary>Writes the answers of an OTLP door, in both encodings (OTLP specification, "OTLP/HTTP Response").</summary>
public static class OtlpReply
{
    private const string RetryInfoType = "type.googleapis.com/google.rpc.RetryInfo";

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
        status.Number(F.RpcStatus.Code, (int)code);
        status.String(F.RpcStatus.Message, message);
        return status.ToArray();
    }

    /// <summary>Writes a <c>google.rpc.Status</c> with a <c>google.rpc.RetryInfo</c>, in protobuf.</summary>
    /// <param name="delay">Time after which the sender may try again; at least a second, in whole seconds.</param>
    public static byte[] TryAgain(RpcCode code, string message, TimeSpan delay)
    {
        ArgumentNullException.ThrowIfNull(message);
        var status = new ProtoWriter();
        status.Number(F.RpcStatus.Code, (int)code);
        status.String(F.RpcStatus.Message, message);
        var detail = status.Begin(F.RpcStatus.Details);
        status.String(F.Any.TypeUrl, RetryInfoType);
        var info = status.Begin(F.Any.Value);
        var duration = status.Begin(F.RetryInfo.Delay);
        status.Number(F.Duration.Seconds, Math.Max(1, (long)delay.TotalSeconds));
        status.End(duration);
        status.End(info);
        status.End(detail);
        return status.ToArray();
    }

    private static byte[] TakenProtobuf(SpanBatch batch)
    {
        var response = new ProtoWriter();
        if (batch.Rejected == 0) return [];
        var partial = response.Begin(F.Response.PartialSuccess);
        response.Number(F.PartialSuccess.RejectedSpans, batch.Rejected);
        response.String(F.PartialSuccess.ErrorMessage, batch.RejectedWhy);
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
