using System.Buffers;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json;
using Tracing.Otlp;
using Tracing.Wire.Zipkin;

namespace Tracing.Demo.Generating;

/// <summary>Sends to Zipkin's API in JSON.</summary>
internal sealed class ZipkinSpanSender(OtlpDestination destination) : ISpanSender
{
    private readonly HttpClient _client = OtlpSender.Client(destination);
    private readonly Uri _address = destination.Endpoint.AbsolutePath.Length > 1
        ? destination.Endpoint
        : new Uri(destination.Endpoint, "/api/v2/spans");

    public ReadOnlyMemory<byte> Encode(List<MadeSpan> spans)
    {
        var bytes = new ArrayBufferWriter<byte>(spans.Count * 1_024);
        using (var to = new Utf8JsonWriter(bytes))
        {
            to.WriteStartArray();
            foreach (var span in spans) ZipkinJsonWriter.Write(to, span.Span, span.Service, "generate");
            to.WriteEndArray();
        }
        return bytes.WrittenMemory;
    }

    public async Task<SendResult> SendAsync(ReadOnlyMemory<byte> request, CancellationToken stopping)
    {
        try
        {
            using var content = new ReadOnlyMemoryContent(request);
            content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            using var message = OtlpSender.Post(destination, _address, content);
            using var answer = await _client.SendAsync(message, stopping).ConfigureAwait(false);
            if (answer.IsSuccessStatusCode) return SendResult.Taken;
            var why = await answer.Content.ReadAsStringAsync(stopping).ConfigureAwait(false);
            var text = $"{_address} answered {(int)answer.StatusCode}: {why}";
            return OtlpSender.MayRetry(answer.StatusCode) ? SendResult.TryAgain(text) : SendResult.Refused(text);
        }
        catch (Exception cause) when (cause is HttpRequestException or IOException or SocketException
            || (cause is TaskCanceledException && !stopping.IsCancellationRequested))
        {
            return SendResult.TryAgain($"{_address}: {cause.Message}");
        }
    }

    public void Dispose() => _client.Dispose();
}
