using System.Net.Sockets;

namespace Tracing.Bench.Actors.Web;

/// <summary>An HTTP/1.1 client of a few lines, which makes no activities: sends the same request on one
/// connection.</summary>
internal sealed class PlainClient : IDisposable
{
    private static readonly byte[] _request = "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"u8.ToArray();

    private readonly TcpClient _connection;
    private readonly NetworkStream _stream;
    private readonly byte[] _answer = new byte[8 * 1024];

    private PlainClient(TcpClient connection) => (_connection, _stream) = (connection, connection.GetStream());

    public static async Task<PlainClient> ConnectAsync(Uri to)
    {
        var connection = new TcpClient { NoDelay = true };
        await connection.ConnectAsync(to.Host, to.Port);
        return new PlainClient(connection);
    }

    public async Task GetAsync()
    {
        await _stream.WriteAsync(_request);
        var length = 0;
        do
        {
            var read = await _stream.ReadAsync(_answer.AsMemory(length));
            if (read == 0) throw new IOException("The server has closed the connection.");
            length += read;
        }
        while (!IsWhole(_answer.AsSpan(0, length)));
        if (!_answer.AsSpan().StartsWith("HTTP/1.1 200"u8)) throw new IOException("The server has refused the request.");
    }

    public void Dispose() => _connection.Dispose();

    // Kestrel sends so short an answer with its length, or as one chunk and an empty last one.
    private static bool IsWhole(ReadOnlySpan<byte> answer) =>
        answer.IndexOf("\r\n\r\n"u8) >= 0 && (answer.EndsWith("\r\n\r\nok"u8) || answer.EndsWith("\r\n0\r\n\r\n"u8));
}
