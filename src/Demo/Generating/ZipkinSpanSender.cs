using System.Buffers;
using System.Net.Http.Headers;
using System.Text.Json;
using Tracing.Otlp;
using Tracing.Wire.Zipkin;

namespace Tracing.Demo.Generating;

/// <summary>Sends to Zipkin's API in JSON.</summary>
internal sealed class ZipkinSpanSender(Uri endpoint) : ISpanSender
{
    private readonly HttpClient _client = new() { Timeout = TimeSpan.FromSeconds(30) };
    private readonly Uri _address = endpoint.AbsolutePath.Length > 1 ? endpoint : new Uri(endpoint, "/api/v2/spans");

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
            using var answer = await _client.PostAsync(_address, content, stopping).ConfigureAwait(false);
            if (answer.IsSuccessStatusCode) return SendResult.Taken;
            var text = $"{_address} answered {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync(stopping).ConfigureAwait(false)}";
            return OtlpSender.MayRetry(answer.StatusCode) ? SendResult.TryAgain(text) : SendResult.Refused(text);
        }
        catch (Exception cause) when (cause is HttpRequestException or TaskCanceledException && !stopping.IsCancellationRequested)
        {
            return SendResult.TryAgain($"{_address}: {cause.Message}");
        }
    }

    public void Dispose() => _client.Dispose();
}
