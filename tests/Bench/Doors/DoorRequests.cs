using System.Buffers;
using System.Text.Json;
using Tracing.Demo.Generating;
using Tracing.Wire.Otlp;
using Tracing.Wire.OtlpJson;

namespace Tracing.Bench.Doors;

/// <summary>Encoded requests of the shop's traces, with ids of their own.</summary>
/// <param name="Bytes">Bytes of all requests.</param>
internal sealed record DoorRequests(List<ReadOnlyMemory<byte>> Requests, int Traces, long Spans, long Bytes)
{
    private const int BatchSpans = 512;

    /// <param name="isJson">True: OTLP requests are written as JSON.</param>
    public static DoorRequests Make(TraceMaker maker, ISpanSender sender, int count, bool isJson)
    {
        var (requests, spans) = (new List<ReadOnlyMemory<byte>>(), new List<MadeSpan>());
        var (traces, all, bytes) = (0, 0L, 0L);
        while (requests.Count < count)
        {
            spans.Clear();
            for (; spans.Count < BatchSpans; traces++) maker.Make(spans, TimeProvider.System.GetUtcNow());
            var request = sender.Encode(spans);
            requests.Add(isJson ? Json(request) : request);
            bytes += requests[^1].Length;
            all += spans.Count;
        }
        return new DoorRequests(requests, traces, all, bytes);
    }

    private static ReadOnlyMemory<byte> Json(ReadOnlyMemory<byte> otlp)
    {
        var batch = OtlpSkim.TryRead(otlp, out _) ?? throw new InvalidOperationException("not an OTLP request");
        var to = new ArrayBufferWriter<byte>(otlp.Length * 3);
        using (var writer = new Utf8JsonWriter(to)) OtlpJsonWriter.Write(writer, batch.Spans);
        return to.WrittenMemory;
    }
}
