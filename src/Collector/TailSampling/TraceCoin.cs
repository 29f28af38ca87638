namespace Tracing.TailSampling;

/// <summary>A random number derived from the trace id, so that it is the same on every node and in every
/// policy.</summary>
/// <remarks>A trace that is kept at one probability is kept at every higher one. See RATIONALE "Why does the coin mix
/// the id?".</remarks>
internal static class TraceCoin
{
    /// <summary>Number of values that a double can represent evenly below 1.</summary>
    private const double Sides = 1L << 53;

    /// <summary>Returns a number from 0 to below 1, evenly spread whatever the ids are.</summary>
    public static double Toss(TraceId id) => (Mix(id) >> 11) / Sides;

    public static bool Keeps(TraceId id, double probability) => Toss(id) < probability;

    /// <summary>Mixes the id into 64 bits. It uses both halves, because in some ids one half is a time or
    /// zero.</summary>
    internal static ulong Mix(TraceId id) => Finish(id.Low + (Finish(id.High + 0x9E3779B97F4A7C15) * 0xD6E8FEB86659FD93));

    // The finishing step of SplitMix64 (Steele, Lea, Flood 2014).
    private static ulong Finish(ulong bits)
    {
        bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9;
        bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EB;
        return bits ^ (bits >> 31);
    }
}
