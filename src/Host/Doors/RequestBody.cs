using System.Buffers;
using System.IO.Compression;
using Microsoft.AspNetCore.Http;

namespace Tracing.Hosting.Doors;

/// <summary>Reads a request's body whole, unpacked, and never more of it than allowed.</summary>
internal static class RequestBody
{
    private const int ChunkBytes = 64 * 1024;

    /// <summary>Reserved at most before anything has come: a length is only what the sender says.</summary>
    private const int FirstBytes = 1 << 20;

    public static async ValueTask<BodyResult> ReadAsync(HttpRequest request, long maxBytes, CancellationToken stopping)
    {
        var encoding = request.Headers.ContentEncoding.ToString().Trim().ToLowerInvariant();
        if (encoding is not ("" or "identity" or "gzip"))
            return new BodyResult(default, 415, $"Content-Encoding {encoding} is not known here: none or gzip");
        if (request.ContentLength > maxBytes) return TooLarge(maxBytes);
        try
        {
            if (encoding != "gzip") return await ReadAsync(request.Body, request.ContentLength, maxBytes, stopping);
            await using var unpacked = new GZipStream(request.Body, CompressionMode.Decompress);
            // The length that the sender names is the packed one.
            return await ReadAsync(unpacked, null, maxBytes, stopping);
        }
        catch (InvalidDataException e)
        {
            return new BodyResult(default, 400, $"the body is not gzip: {e.Message}");
        }
        catch (BadHttpRequestException e)
        {
            // It ended too early, or came too slowly.
            return new BodyResult(default, e.StatusCode, e.Message);
        }
    }

    private static async ValueTask<BodyResult> ReadAsync(
        Stream from, long? length, long maxBytes, CancellationToken stopping)
    {
        // Spans keep the array alive that they lie in, so it has to be as long as its content and no longer.
        using var body = new MemoryStream((int)Math.Min(length ?? ChunkBytes, FirstBytes));
        var chunk = ArrayPool<byte>.Shared.Rent(ChunkBytes);
        try
        {
            int count;
            while ((count = await from.ReadAsync(chunk, stopping)) > 0)
            {
                if (body.Length + count > maxBytes) return TooLarge(maxBytes);
                body.Write(chunk, 0, count);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(chunk);
        }
        return new BodyResult(body.Length == body.Capacity ? body.GetBuffer() : body.ToArray());
    }

    private static BodyResult TooLarge(long maxBytes) =>
        new(default, 413, $"the request is longer than {maxBytes} bytes, unpacked");
}
