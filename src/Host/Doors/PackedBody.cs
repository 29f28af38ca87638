namespace Tracing.Hosting.Doors;

/// <summary>A packed body that counts its bytes as they are read. Disposing it leaves the body open.</summary>
internal sealed class PackedBody(Stream body) : BodyStream
{
    public long BytesRead { get; private set; }

    /// <summary>Tells whether the body has ended where it should.</summary>
    public PackedEnd End { get; } = new();

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
}
