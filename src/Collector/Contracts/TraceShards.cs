namespace Tracing.Contracts;

/// <summary>Assigns traces to shards. Every node must agree, so the function must never change.</summary>
public static class TraceShards
{
    public const int DefaultCount = 256;

    // The ids of other libraries are not always random in their low bits.
    private const ulong Spread = 0x9E3779B97F4A7C15;

    public static int Of(TraceId id, int count = DefaultCount) =>
        (int)((UInt128)((id.High ^ id.Low) * Spread) * (uint)count >> 64);
}
