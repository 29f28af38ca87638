using System.Net;
using System.Net.Sockets;

namespace Tracing.Bench.Actors.Web;

/// <summary>An HTTP/1.1 server of a few lines, which makes no activities: answers each request with the same
/// bytes.</summary>
internal sealed class PlainServer : IDisposable
{
    private static readonly byte[] _answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"u8.ToArray();

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    public PlainServer()
    {
        _listener.Start();
        _ = AcceptAsync();
    }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");

    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _ = ServeAsync(await _listener.AcceptTcpClientAsync());
        }
        catch (Exception closed) when (closed is ObjectDisposedException or SocketException or InvalidOperationException)
        {
        }
    }

    private static async Task ServeAsync(TcpClient client)
    {
        using var own = client;
        client.NoDelay = true;
        var stream = client.GetStream();
        var bytes = new byte[8 * 1024];
        try
        {
            // A request without a body ends with an empty line; the client sends the next one after the answer.
            var length = 0;
            while (await stream.ReadAsync(bytes.AsMemory(length)) is > 0 and var read)
            {
                length += read;
                if (!bytes.AsSpan(0, length).EndsWith("\r\n\r\n"u8)) continue;
                length = 0;
                await stream.WriteAsync(_answer);
            }
        }
        catch (IOException)
        {
            // The client has gone.
        }
    }
}
