namespace Tracing.TraceQl.Figures;

/// <summary>The distribution of values, each to about one percent, in bounded memory. Values are counted in classes
/// whose borders grow by two percent.</summary>
/// <remarks>One owner.</remarks>
internal sealed class ValueSketch
{
    private const double Growth = 1.02;

    // By the number of the class; zero has its own, negative values have those of their amount.
    private readonly SortedDictionary<int, double> _weights = [];
    private double _total;

    public void Add(double value, double weight)
    {
        var index = IndexOf(value);
        _weights[index] = _weights.GetValueOrDefault(index) + weight;
        _total += weight;
    }

    /// <param name="quantile">0 to 1.</param>
    /// <returns>The middle of the class that has the quantile.</returns>
    public double Quantile(double quantile)
    {
        var below = 0.0;
        var last = 0;
        foreach (var (index, weight) in _weights)
        {
            below += weight;
            last = index;
            if (below >= quantile * _total) break;
        }
        return ValueOf(last);
    }

    // Keeps the numbers of positive values positive, so that they are in the order of the values.
    private const int Middle = 1_000_000;

    private static int IndexOf(double value)
    {
        if (value == 0) return 0;
        var power = Math.Ceiling(Math.Log(Math.Abs(value)) / Math.Log(Growth));
        var number = Middle + (int)Math.Clamp(power, 1 - Middle, Middle);
        return value > 0 ? number : -number;
    }

    private static double ValueOf(int index)
    {
        if (index == 0) return 0;
        var amount = 2 * Math.Pow(Growth, Math.Abs(index) - Middle) / (Growth + 1);
        return index > 0 ? amount : -amount;
    }
}
