namespace Tracing.Contracts;

/// <summary>Which of so many shards has a trace: the same everywhere and for good.</summary>
public static class TraceShards
{
    public const int DefaultCount = 256;

    // Ids of others are not always random in their low bits.
    private const ulong Spread = 0x9E3779B97F4A7C15;

    public static int Of(TraceId id, int count = DefaultCount) =>
        (int)((UInt128)((id.High ^ id.Low) * Spread) * (uint)count >> 64);
}
