using Tracing.Otlp.Proto;
using F = Tracing.Otlp.OtlpFields;

namespace Tracing.Otlp;

/// <summary>Reads how long a receiver wants to be left alone.</summary>
/// <remarks>Total: what cannot be read says nothing. Sources: RFC 9110, "Retry-After"; OTLP specification, "OTLP/gRPC
/// Throttling"; google/rpc/error_details.proto.</remarks>
internal static class RetryDelay
{
    /// <summary>The longest delay that is honoured: a receiver that asks for more is tried again after this.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    private static ReadOnlySpan<byte> RetryInfo => "/google.rpc.RetryInfo"u8;

    public static TimeSpan? Of(HttpResponseMessage answer)
    {
        if (answer.Headers.RetryAfter is not { } after) return null;
        // The receiver's own clock counts where it says what it reads.
        var delay = after.Delta ?? after.Date - (answer.Headers.Date ?? TimeProvider.System.GetUtcNow());
        return delay is { } known ? Bounded(known) : null;
    }

    /// <param name="details">The value of <c>grpc-status-details-bin</c>: a google.rpc.Status in base64, with or
    /// without padding.</param>
    public static TimeSpan? OfGrpc(string? details)
    {
        if (details is null) return null;
        var text = details.TrimEnd('=');
        var padded = text.PadRight((text.Length + 3) / 4 * 4, '=');
        var bytes = new byte[padded.Length / 4 * 3];
        if (!Convert.TryFromBase64String(padded, bytes, out var length)) return null;
        var status = new ProtoReader(bytes.AsSpan(0, length));
        while (status.Next())
            if (status.Is(F.RpcStatus.Details, ProtoWire.Bytes) && OfDetail(status.Content) is { } delay)
                return delay;
        return null;
    }

    private static TimeSpan? OfDetail(ReadOnlySpan<byte> any)
    {
        var isRetryInfo = false;
        var value = ReadOnlySpan<byte>.Empty;
        var reader = new ProtoReader(any);
        while (reader.Next())
        {
            if (reader.Is(F.Any.TypeUrl, ProtoWire.Bytes))
                isRetryInfo = reader.Content.EndsWith(RetryInfo);
            if (reader.Is(F.Any.Value, ProtoWire.Bytes)) value = reader.Content;
        }
        if (!isRetryInfo || reader.IsBroken) return null;
        var info = new ProtoReader(value);
        while (info.Next())
            if (info.Is(F.RetryInfo.Delay, ProtoWire.Bytes))
                return OfDuration(info.Content);
        return null;
    }

    private static TimeSpan OfDuration(ReadOnlySpan<byte> duration)
    {
        var (seconds, nanos) = (0L, 0L);
        var reader = new ProtoReader(duration);
        while (reader.Next())
        {
            if (reader.Is(F.Duration.Seconds, ProtoWire.Varint)) seconds = (long)reader.Number;
            if (reader.Is(F.Duration.Nanos, ProtoWire.Varint)) nanos = (int)reader.Number;
        }
        // Bounded first, because a TimeSpan cannot hold every number of seconds.
        var bounded = Math.Clamp(seconds, 0, (long)Longest.TotalSeconds);
        return Bounded(TimeSpan.FromSeconds(bounded) + TimeSpan.FromTicks(nanos / TimeSpan.NanosecondsPerTick));
    }

    private static TimeSpan Bounded(TimeSpan delay) =>
        delay < TimeSpan.Zero ? TimeSpan.Zero : delay > Longest ? Longest : delay;
}
