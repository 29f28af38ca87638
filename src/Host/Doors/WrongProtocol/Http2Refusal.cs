using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using System.Text;

namespace Tracing.Hosting.Doors.WrongProtocol;

/// <summary>Answers the first request of an HTTP/2 connection with the gRPC status UNIMPLEMENTED, and ends the
/// connection.</summary>
/// <remarks>Source: RFC 9113 (frames) and RFC 7541 (header fields). Kestrel's own answer on a port of HTTP/1 is an error
/// code, which no client shows as a reason.</remarks>
internal static class Http2Refusal
{
    private const int PrefaceBytes = 24, FrameHeaderBytes = 9;

    /// <summary>The longest payload that a client may send until it is allowed more.</summary>
    private const int MaxPayloadBytes = 1 << 14;

    private const byte Headers = 1, ResetStream = 3, Settings = 4, GoAway = 7;
    private const byte Acknowledged = 1, EndStreamAndHeaders = 5;

    /// <param name="message">Up to 126 characters of printable ASCII, without percent signs.</param>
    public static async Task AnswerAsync(IDuplexPipe transport, string message, CancellationToken end)
    {
        Write(transport.Output, Settings, 0, 0, []);
        await transport.Output.FlushAsync(end);
        var isAnswered = false;
        var before = PrefaceBytes;
        while (await ReadFrameAsync(transport.Input, before, end) is var (type, flags, stream))
        {
            before = 0;
            if (type == Settings && (flags & Acknowledged) == 0)
                Write(transport.Output, Settings, Acknowledged, 0, []);
            if (type == Headers && !isAnswered)
            {
                isAnswered = true;
                Answer(transport.Output, stream, message);
            }
            await transport.Output.FlushAsync(end);
        }
    }

    // The error codes of both frames after the answer are zero: nothing is wrong but the port.
    private static void Answer(PipeWriter output, int stream, string message)
    {
        Write(output, Headers, EndStreamAndHeaders, stream, Fields(message));
        Write(output, ResetStream, 0, stream, new byte[4]);
        var last = new byte[8];
        BinaryPrimitives.WriteInt32BigEndian(last, stream);
        Write(output, GoAway, 0, 0, last);
    }

    // Null: the client has closed, or sends no HTTP/2.
    private static async ValueTask<(byte Type, byte Flags, int Stream)?> ReadFrameAsync(
        PipeReader input, int before, CancellationToken end)
    {
        var read = await input.ReadAtLeastAsync(before + FrameHeaderBytes, end);
        if (read.Buffer.Length < before + FrameHeaderBytes) return null;
        var header = read.Buffer.Slice(before, FrameHeaderBytes).ToArray();
        input.AdvanceTo(read.Buffer.GetPosition(before + FrameHeaderBytes));
        var payload = (header[0] << 16) | (header[1] << 8) | header[2];
        if (payload > MaxPayloadBytes) return null;
        if (payload > 0)
        {
            read = await input.ReadAtLeastAsync(payload, end);
            if (read.Buffer.Length < payload) return null;
            input.AdvanceTo(read.Buffer.GetPosition(payload));
        }
        return (header[3], header[4], BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(5)) & int.MaxValue);
    }

    private static void Write(PipeWriter output, byte type, byte flags, int stream, ReadOnlySpan<byte> payload)
    {
        var frame = output.GetSpan(FrameHeaderBytes + payload.Length);
        (frame[0], frame[1], frame[2]) = ((byte)(payload.Length >> 16), (byte)(payload.Length >> 8), (byte)payload.Length);
        (frame[3], frame[4]) = (type, flags);
        BinaryPrimitives.WriteInt32BigEndian(frame[5..], stream);
        payload.CopyTo(frame[FrameHeaderBytes..]);
        output.Advance(FrameHeaderBytes + payload.Length);
    }

    // Without Huffman codes and without the dynamic table. 0x88 is ":status: 200", and 0x0f 0x10 the name
    // "content-type" of the static table.
    private static byte[] Fields(string message) =>
    [
        0x88,
        0x0f, 0x10, .. Text("application/grpc"),
        0x00, .. Text("grpc-status"), .. Text("12"),
        0x00, .. Text("grpc-message"), .. Text(message),
    ];

    private static byte[] Text(string text) => [(byte)text.Length, .. Encoding.ASCII.GetBytes(text)];
}
