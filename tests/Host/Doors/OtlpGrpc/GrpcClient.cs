using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Headers;

namespace Tracing.Hosting.Doors.OtlpGrpc;

/// <summary>Calls whose every byte a test decides.</summary>
internal sealed class GrpcClient(Uri address) : IDisposable
{
    private const string Export = "/opentelemetry.proto.collector.trace.v1.TraceService/Export";

    private readonly HttpClient _http = new();

    public static byte[] Frame(byte[] message, byte flags = 0)
    {
        var frame = new byte[5 + message.Length];
        frame[0] = flags;
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), message.Length);
        message.CopyTo(frame, 5);
        return frame;
    }

    public Task<GrpcAnswer> CallAsync(byte[] body, params (string Name, string Value)[] headers) =>
        CallAsync(Export, body, headers);

    public async Task<GrpcAnswer> CallAsync(string path, byte[] body, params (string Name, string Value)[] headers)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(address, path))
        {
            Content = content,
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        foreach (var (name, value) in headers) request.Headers.Add(name, value);
        using var answer = await _http.SendAsync(request);
        var read = await answer.Content.ReadAsByteArrayAsync();
        return new GrpcAnswer(int.Parse(Field(answer, "grpc-status")!), Field(answer, "grpc-message"),
            Field(answer, "grpc-status-details-bin"), Field(answer, "grpc-accept-encoding"), read);
    }

    public void Dispose() => _http.Dispose();

    private static string? Field(HttpResponseMessage answer, string name) =>
        answer.TrailingHeaders.TryGetValues(name, out var trailing) ? trailing.First()
        : answer.Headers.TryGetValues(name, out var leading) ? string.Join(',', leading)
        : null;
}
