using System.Buffers;
using Microsoft.AspNetCore.Http;
using ZstdSharp;

namespace Tracing.Hosting.Doors;

/// <summary>Reads a request's body whole, unpacked, within the door's limits and as far as its budget has
/// room.</summary>
/// <remarks>A body that takes too long ends with 503, which every OTLP client retries; it does not retry 408.</remarks>
internal sealed class BodyReader(DoorLimits limits, BudgetShare share)
{
    private const int ChunkBytes = 64 * 1024;

    /// <summary>Unpacked length from which the ratio is looked at.</summary>
    private const int RatioFrom = 8 << 20;

    /// <summary>The greatest ratio. Spans pack to a tenth or a thirtieth of their length; gzip reaches a thousandth
    /// with equal bytes.</summary>
    private const int MaxRatio = 250;

    /// <param name="ended">Cancelled when the request has to make room for others.</param>
    /// <param name="stopping">Cancelled when the client has gone.</param>
    public async ValueTask<BodyResult> ReadAsync(
        IRequestBody request, CancellationToken ended, CancellationToken stopping)
    {
        if (request.AnnouncedBytes > limits.MaxRequestBytes) return TooLong();
        using var late = CancellationTokenSource.CreateLinkedTokenSource(ended, stopping);
        var chunks = new List<ArraySegment<byte>>();
        var packing = Packing.None;
        try
        {
            late.CancelAfter(limits.BodyIdle);
            var start = await request.BeginAsync(late.Token);
            if (start.Problem is not null) return Refused(start.Status, start.Problem);
            packing = start.Packing;
            var packed = packing == Packing.None ? null : new PackedBody(start.Content);
            await using var unpacked = packed is null ? null : Packings.Unpack(packing, packed);
            var body = await ReadAsync(unpacked ?? start.Content, packed, chunks, late, stopping);
            return body.Problem is not null || packed is null || packed.End.IsWhole(packing, body.Bytes.Span)
                ? body
                : Refused(400, "the body cannot be read: it ends too early");
        }
        catch (InvalidDataException)
        {
            // What .NET says of it speaks of an archive.
            return Refused(400, $"the body cannot be read: it is not {Packings.NameOf(packing)}, or it is damaged");
        }
        catch (Exception e) when (e is EndOfStreamException or ZstdException)
        {
            return Refused(400, $"the body cannot be read as zstd: {e.Message}");
        }
        catch (BadHttpRequestException e)
        {
            // It ended too early.
            return Refused(e.StatusCode, e.Message);
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
            return Refused(503, ended.IsCancellationRequested
                ? "the body came slowly, and its room was needed for other requests; nothing of it was taken"
                : $"the body did not come within {Seconds(limits.BodyTime)}, or paused for {Seconds(limits.BodyIdle)}; "
                    + "nothing of it was taken");
        }
        finally
        {
            foreach (var chunk in chunks) ArrayPool<byte>.Shared.Return(chunk.Array!);
        }
    }

    // Chunks instead of one array that grows: a length that is only announced reserves nothing, and no bytes are copied
    // twice.
    private async ValueTask<BodyResult> ReadAsync(Stream from, PackedBody? packed, List<ArraySegment<byte>> chunks,
        CancellationTokenSource late, CancellationToken stopping)
    {
        var end = TimeProvider.System.GetTimestamp();
        var length = 0;
        while (true)
        {
            if (chunks.Count == 0 || chunks[^1].Count == chunks[^1].Array!.Length)
                chunks.Add(new ArraySegment<byte>(ArrayPool<byte>.Shared.Rent(ChunkBytes), 0, 0));
            var (array, filled) = (chunks[^1].Array!, chunks[^1].Count);
            var left = limits.BodyTime - TimeProvider.System.GetElapsedTime(end);
            late.CancelAfter(left < TimeSpan.Zero ? TimeSpan.Zero : left < limits.BodyIdle ? left : limits.BodyIdle);
            var count = await from.ReadAsync(array.AsMemory(filled), late.Token);
            if (count == 0) break;
            length += count;
            if (length > limits.MaxRequestBytes) return TooLong();
            if (packed is not null && length > RatioFrom && length / MaxRatio > packed.BytesRead)
                return Refused(413, $"the body unpacks to more than {MaxRatio} times its length");
            if (!await share.ReserveAsync(count, stopping))
                return Refused(503, "too many requests at once; nothing of this one was taken");
            chunks[^1] = new ArraySegment<byte>(array, 0, filled + count);
        }
        share.EndReading();
        // Spans keep the array alive that they lie in, so it is as long as its content and no longer.
        var body = GC.AllocateUninitializedArray<byte>(length);
        var at = 0;
        foreach (var chunk in chunks)
        {
            chunk.AsSpan().CopyTo(body.AsSpan(at));
            at += chunk.Count;
        }
        return new BodyResult(body);
    }

    private static string Seconds(TimeSpan time) => $"{time.TotalSeconds:0.#} s";

    private BodyResult TooLong() =>
        Refused(413, $"the request is longer than {limits.MaxRequestBytes} bytes, unpacked");

    private static BodyResult Refused(int status, string problem) => new(default, status, problem);
}
