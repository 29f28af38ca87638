namespace Tracing.Hosting.Doors;

/// <summary>Limits for the requests of a door.</summary>
/// <param name="MaxRequestBytes">Bytes of one body, packed and unpacked.</param>
/// <param name="BodyIdle">The longest time without a byte of a body that has begun.</param>
/// <param name="BodyTime">The longest time from a request's headers to the end of its body.</param>
internal sealed record DoorLimits(long MaxRequestBytes, TimeSpan BodyIdle, TimeSpan BodyTime)
{
    /// <summary>OTLP's recommended limit; it holds before and after unpacking.</summary>
    public const long DefaultMaxRequestBytes = 64 << 20;

    /// <summary>Number of requests of the greatest length whose bytes may be held at a time.</summary>
    public const int MaxLongRequests = 4;

    public static TimeSpan DefaultBodyIdle { get; } = TimeSpan.FromSeconds(15);

    public static TimeSpan DefaultBodyTime { get; } = TimeSpan.FromSeconds(60);

    public static DoorLimits Default { get; } = new(DefaultMaxRequestBytes, DefaultBodyIdle, DefaultBodyTime);
}
