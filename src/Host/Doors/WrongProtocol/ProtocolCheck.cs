using System.Buffers;
using System.Text;
using Microsoft.AspNetCore.Connections;

namespace Tracing.Hosting.Doors.WrongProtocol;

/// <summary>Answers clients that speak HTTP/2 to the port of OTLP/HTTP, or HTTP/1 to that of OTLP/gRPC, with what to
/// change. The first is also told to the operator.</summary>
/// <remarks>Any thread. Other bytes, those of TLS among them, are left to the server.</remarks>
/// <param name="isHttp2Port">True: the port speaks HTTP/2, so HTTP/1 is refused; false: the opposite.</param>
/// <param name="advice">Says which port is the right one, in printable ASCII.</param>
/// <param name="tell">Gets the line for the operator; null: nobody.</param>
internal sealed class ProtocolCheck(bool isHttp2Port, string advice, Action<string>? tell)
{
    /// <summary>Bytes that tell the protocols apart: HTTP/2 begins with <c>PRI * HTTP/2.0</c>.</summary>
    private const int DecidingBytes = 3;

    /// <summary>Time for the first bytes, and for a refused client to read its answer.</summary>
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(5);

    private int _told;

    /// <summary>Middleware of connections.</summary>
    public async Task ConnectAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        ArgumentNullException.ThrowIfNull(connection);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(connection.ConnectionClosed);
        end.CancelAfter(_patience);
        try
        {
            var first = await FirstAsync(connection, end.Token);
            if (IsRight(first))
            {
                end.CancelAfter(Timeout.InfiniteTimeSpan);
                await next(connection);
                return;
            }
            if (Interlocked.Exchange(ref _told, 1) == 0) tell?.Invoke($"{connection.RemoteEndPoint}: {advice}");
            if (isHttp2Port) await RefuseHttp1Async(connection, end.Token);
            else await Http2Refusal.AnswerAsync(connection.Transport, advice, end.Token);
        }
        catch (Exception e) when (end.IsCancellationRequested && e is OperationCanceledException or IOException)
        {
            // The client has gone, or took too long.
        }
    }

    private bool IsRight(string first)
    {
        var isHttp2 = first == "PRI";
        var isHttp1 = !isHttp2 && first.Length == DecidingBytes && first.All(char.IsAsciiLetterUpper);
        return isHttp2Port ? !isHttp1 : !isHttp2;
    }

    // Reads without taking anything, so the server finds the first bytes where they were.
    private static async Task<string> FirstAsync(ConnectionContext connection, CancellationToken end)
    {
        var input = connection.Transport.Input;
        var read = await input.ReadAtLeastAsync(DecidingBytes, end);
        var first = Encoding.Latin1.GetString(
            read.Buffer.Slice(0, Math.Min(DecidingBytes, read.Buffer.Length)).ToArray());
        input.AdvanceTo(read.Buffer.Start);
        return first;
    }

    private async Task RefuseHttp1Async(ConnectionContext connection, CancellationToken end)
    {
        var (input, output) = (connection.Transport.Input, connection.Transport.Output);
        await output.WriteAsync(Encoding.ASCII.GetBytes("HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain\r\n"
            + $"Content-Length: {advice.Length + 1}\r\nConnection: close\r\n\r\n{advice}\n"), end);
        await output.CompleteAsync();
        // A connection that closes while the client still sends takes the answer with it.
        while (true)
        {
            var read = await input.ReadAsync(end);
            input.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted) return;
        }
    }
}
