using System.Text;
using Tracing.Otlp.Proto;
using F = Tracing.Otlp.OtlpFields;

namespace Tracing.Otlp;

/// <summary>Reads a receiver's answer to a request that it took, in part or as a whole.</summary>
/// <remarks>Source: OTLP specification, "Partial Success". Total: an answer that is no ExportTraceServiceResponse says
/// nothing.</remarks>
internal static class ExportAnswer
{
    // A receiver's text goes into the application's log, so it must not be long.
    private const int MaxTextLength = 200;

    public static SendResult Read(ReadOnlySpan<byte> response, Uri at)
    {
        var (rejected, text) = (0L, "");
        var reader = new ProtoReader(response);
        while (reader.Next())
        {
            if (!reader.Is(F.Response.PartialSuccess, ProtoWire.Bytes)) continue;
            var partial = new ProtoReader(reader.Content);
            while (partial.Next())
            {
                if (partial.Is(F.PartialSuccess.RejectedSpans, ProtoWire.Varint)) rejected = (long)partial.Number;
                if (partial.Is(F.PartialSuccess.ErrorMessage, ProtoWire.Bytes)) text = Line(partial.Content);
            }
            if (partial.IsBroken) return SendResult.Taken;
        }
        if (reader.IsBroken) return SendResult.Taken;
        if (rejected > 0) return SendResult.TakenBut(OtlpProblem.Rejected(text, at), rejected);
        return text.Length > 0 ? SendResult.TakenBut(OtlpProblem.Warned(text, at), 0) : SendResult.Taken;
    }

    private static string Line(ReadOnlySpan<byte> utf8)
    {
        var text = Encoding.UTF8.GetString(utf8[..Math.Min(utf8.Length, MaxTextLength)]).ReplaceLineEndings(" ").Trim();
        return utf8.Length > MaxTextLength ? text + "…" : text;
    }
}
