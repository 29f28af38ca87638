namespace Tracing.Hosting.Doors.OtlpGrpc;

/// <summary>The bytes of a call's only message. Reading throws where the body ends too early or goes on after
/// it.</summary>
internal sealed class GrpcMessage(Stream body, long length) : Stream
{
    private long _left = length;
    private bool _isEnded;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <exception cref="InvalidDataException">The body does not hold exactly one message.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_isEnded || buffer.IsEmpty) return 0;
        if (_left == 0)
        {
            if (await body.ReadAsync(buffer[..1], cancellationToken) > 0)
                throw new InvalidDataException("the call has more than one message");
            _isEnded = true;
            return 0;
        }
        var count = await body.ReadAsync(buffer[..(int)Math.Min(buffer.Length, _left)], cancellationToken);
        if (count == 0) throw new InvalidDataException("the message ends too early");
        _left -= count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }
}
