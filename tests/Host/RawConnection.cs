using System.Net.Sockets;
using System.Text;

namespace Tracing.Hosting;

/// <summary>A connection whose bytes a test writes and reads by itself.</summary>
internal sealed class RawConnection : IDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    private readonly TcpClient _client = new();

    private RawConnection()
    {
    }

    public static async Task<RawConnection> OpenAsync(Uri address)
    {
        var connection = new RawConnection();
        await connection._client.ConnectAsync(address.Host, address.Port);
        return connection;
    }

    /// <summary>Opens a connection and begins a request whose body has this length.</summary>
    public static async Task<RawConnection> PostAsync(Uri address, int length)
    {
        var connection = await OpenAsync(address);
        await connection.WriteAsync($"POST /v1/traces HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            + $"Content-Length: {length}\r\n\r\n");
        return connection;
    }

    public Task WriteAsync(string text) => WriteAsync(Encoding.UTF8.GetBytes(text));

    public Task WriteAsync(byte[] bytes) => _client.GetStream().WriteAsync(bytes).AsTask();

    /// <summary>Reads until the other side has closed.</summary>
    public async Task<string> ReadToEndAsync()
    {
        using var patience = new CancellationTokenSource(_patience);
        var read = new MemoryStream();
        try
        {
            await _client.GetStream().CopyToAsync(read, patience.Token);
        }
        catch (IOException)
        {
            // Reset instead of closed.
        }
        return Encoding.UTF8.GetString(read.ToArray());
    }

    /// <summary>Reads until the text has come.</summary>
    public async Task<string> ReadToAsync(string text)
    {
        using var patience = new CancellationTokenSource(_patience);
        var buffer = new byte[4096];
        var read = "";
        while (!read.Contains(text, StringComparison.Ordinal))
        {
            var count = await _client.GetStream().ReadAsync(buffer, patience.Token);
            Assert.True(count > 0, $"closed after: {read}");
            read += Encoding.UTF8.GetString(buffer, 0, count);
        }
        return read;
    }

    public void Dispose() => _client.Dispose();
}
