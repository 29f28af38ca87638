namespace Tracing.Simulation;

/// <summary>Counts the events of simulations, to show that every fault and outcome occurs.</summary>
internal sealed class Tally
{
    private readonly SortedDictionary<string, long> _counts = new(StringComparer.Ordinal);

    public long this[string what] => _counts.GetValueOrDefault(what);

    public void Count(string what, long times = 1)
    {
        if (times > 0) _counts[what] = this[what] + times;
    }

    public void Add(Tally other)
    {
        foreach (var (what, times) in other._counts) Count(what, times);
    }

    public override string ToString() => string.Join(", ", _counts.Select(pair => $"{pair.Key} {pair.Value}"));
}
