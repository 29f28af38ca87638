namespace Tracing.Simulation;

/// <summary>The only source of chance in a simulation (SplitMix64). A seed gives the same numbers on every
/// machine.</summary>
internal sealed class Dice(ulong seed)
{
    private ulong _state = seed * 0x9E3779B97F4A7C15 + 1;

    public ulong Next()
    {
        var z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>Returns a number within two bounds, which are included.</summary>
    public int Between(int least, int most) => least + (int)(Next() % (ulong)(most - least + 1));

    public bool Chance(int percent) => Between(0, 99) < percent;

    public TimeSpan Millis(int least, int most) => TimeSpan.FromMilliseconds(Between(least, most));

    public T Pick<T>(IReadOnlyList<T> from) => from[Between(0, from.Count - 1)];

    /// <summary>Returns mostly zero, else one of these rates. A fault that is always on would hide what happens without
    /// it.</summary>
    public int Rate(params ReadOnlySpan<int> percents) => Chance(40) ? 0 : percents[Between(0, percents.Length - 1)];
}
