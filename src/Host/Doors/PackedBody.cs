namespace Tracing.Hosting.Doors;

/// <summary>A packed body that counts its bytes as they are read. Disposing it leaves the body open.</summary>
internal sealed class PackedBody(Stream body) : Stream
{
    public long BytesRead { get; private set; }

    /// <summary>Tells whether the body has ended where it should.</summary>
    public PackedEnd End { get; } = new();

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = await body.ReadAsync(buffer, cancellationToken);
        BytesRead += count;
        End.Add(buffer.Span[..count]);
        return count;
    }

    // The stream of zstd reads by this method.
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }
}
