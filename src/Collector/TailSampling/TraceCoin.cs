namespace Tracing.TailSampling;

/// <summary>A coin that falls alike for the same trace id, on every node and in every policy.</summary>
/// <remarks>What is kept at one probability is kept at every higher one. See RATIONALE
/// "Why does the coin mix the id?".</remarks>
public static class TraceCoin
{
    /// <summary>As many values as a double tells apart below 1.</summary>
    private const double Sides = 1L << 53;

    /// <summary>0 up to but not 1, evenly spread over ids of any making.</summary>
    public static double Toss(TraceId id) => (Mix(id) >> 11) / Sides;

    public static bool Keeps(TraceId id, double probability) => Toss(id) < probability;

    /// <summary>64 well mixed bits; both halves count, for in some ids one of them is a time or zero.</summary>
    internal static ulong Mix(TraceId id) => Finish(id.Low + (Finish(id.High + 0x9E3779B97F4A7C15) * 0xD6E8FEB86659FD93));

    // The finishing step of SplitMix64 (Steele, Lea, Flood 2014).
    private static ulong Finish(ulong bits)
    {
        bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9;
        bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EB;
        return bits ^ (bits >> 31);
    }
}
