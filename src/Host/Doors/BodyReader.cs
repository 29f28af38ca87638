using System.Buffers;
using System.IO.Compression;
using Microsoft.AspNetCore.Http;

namespace Tracing.Hosting.Doors;

/// <summary>
/// Reads requests' bodies whole, unpacked: of one never more than allowed, of all together never more than there is
/// room for.
/// </summary>
internal sealed class BodyReader(long maxBytes, ByteBudget budget)
{
    private const int ChunkBytes = 64 * 1024;

    public async ValueTask<BodyResult> ReadAsync(HttpRequest request, CancellationToken stopping)
    {
        var encoding = request.Headers.ContentEncoding.ToString().Trim().ToLowerInvariant();
        if (encoding is not ("" or "identity" or "gzip"))
            return Refused(415, $"Content-Encoding {encoding} is not known here: none or gzip");
        if (request.ContentLength > maxBytes) return TooLong();
        if (encoding != "gzip") return await ReadAsync(request.Body, stopping);
        await using var unpacked = new GZipStream(request.Body, CompressionMode.Decompress);
        return await ReadAsync(unpacked, stopping);
    }

    private async ValueTask<BodyResult> ReadAsync(Stream from, CancellationToken stopping)
    {
        // Grows with what comes: a length that is only announced reserves nothing.
        using var body = new MemoryStream();
        var chunk = ArrayPool<byte>.Shared.Rent(ChunkBytes);
        BodyResult result;
        try
        {
            result = await CopyAsync(from, body, chunk, stopping);
        }
        catch (InvalidDataException e)
        {
            result = Refused(400, $"the body is not gzip: {e.Message}");
        }
        catch (BadHttpRequestException e)
        {
            // It ended too early, or came too slowly.
            result = Refused(e.StatusCode, e.Message);
        }
        catch
        {
            budget.Return(body.Length);
            throw;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(chunk);
        }
        return result with { Taken = body.Length };
    }

    private async ValueTask<BodyResult> CopyAsync(
        Stream from, MemoryStream to, byte[] chunk, CancellationToken stopping)
    {
        int count;
        while ((count = await from.ReadAsync(chunk, stopping)) > 0)
        {
            if (to.Length + count > maxBytes) return TooLong();
            if (!budget.TryTake(count)) return Refused(503, "too many requests at once; nothing of this one was taken");
            to.Write(chunk, 0, count);
        }
        // Spans keep the array alive that they lie in, so it is as long as its content and no longer.
        return new BodyResult(to.ToArray());
    }

    private BodyResult TooLong() => Refused(413, $"the request is longer than {maxBytes} bytes, unpacked");

    private static BodyResult Refused(int status, string problem) => new(default, 0, status, problem);
}
