using System.Net.Http.Headers;
using Tracing.Demo.Generating;
using Tracing.Otlp;

namespace Tracing.Bench.Doors;

/// <summary>Sends requests that are JSON already to OTLP over HTTP.</summary>
internal sealed class JsonSpanSender(OtlpDestination destination) : ISpanSender
{
    private readonly OtlpSpanSender _protobuf = new(destination);
    private readonly HttpClient _client = new();

    public ReadOnlyMemory<byte> Encode(List<MadeSpan> spans) => _protobuf.Encode(spans);

    public async Task<SendResult> SendAsync(ReadOnlyMemory<byte> request, CancellationToken stopping)
    {
        using var content = new ReadOnlyMemoryContent(request);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var answer = await _client.PostAsync(destination.Traces, content, stopping);
        return answer.IsSuccessStatusCode ? SendResult.Taken : SendResult.TryAgain($"{(int)answer.StatusCode}");
    }

    public void Dispose()
    {
        _protobuf.Dispose();
        _client.Dispose();
    }
}
