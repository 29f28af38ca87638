namespace Tracing.Figures.OverTime;

/// <summary>Counts the spans of one series in one span of time: how many, how long, and the traces of the
/// longest.</summary>
/// <remarks>One owner.</remarks>
public sealed class FigureCell
{
    /// <summary>Number of exemplars of a minute or an hour.</summary>
    internal const int StoredExemplars = 2;

    /// <summary>Number of exemplars of a sum over many.</summary>
    internal const int MostExemplars = 5;

    // Below this, a weight is what subtraction of fractions leaves of zero.
    private const double Nothing = 1e-6;

    private readonly List<Exemplar> _exemplars = [];
    private int[] _classes = new int[4];
    private double[] _weights = new double[4];
    private int _count;

    /// <summary>Number of spans, those included for which a sampled span stands.</summary>
    public double Weight { get; private set; }

    /// <summary>The sum of all durations, each as often as its span's weight says.</summary>
    public double SumNanos { get; private set; }

    /// <summary>The shortest duration.</summary>
    public ulong LeastNanos { get; private set; } = ulong.MaxValue;

    /// <summary>The longest duration.</summary>
    public ulong MostNanos { get; private set; }

    /// <summary>The traces with the longest spans, the longest first.</summary>
    public IReadOnlyList<Exemplar> Exemplars => _exemplars;

    /// <summary>Weights by the classes of <see cref="DurationClasses"/>, in ascending order.</summary>
    public IEnumerable<(int Class, double Weight)> Classes
    {
        get
        {
            for (var i = 0; i < _count; i++) yield return (_classes[i], _weights[i]);
        }
    }

    internal bool IsEmpty => Math.Abs(Weight) < Nothing;

    public void Add(ulong nanos, double weight, TraceId trace)
    {
        Count(nanos, weight);
        (LeastNanos, MostNanos) = (Math.Min(LeastNanos, nanos), Math.Max(MostNanos, nanos));
        Keep(new Exemplar(trace, nanos), StoredExemplars);
    }

    /// <summary>Takes back a span that was counted twice.</summary>
    public void Remove(ulong nanos, double weight) => Count(nanos, -weight);

    /// <summary>Adds the figures of another cell.</summary>
    public void Add(FigureCell other) => Add(other, MostExemplars);

    internal void Add(FigureCell other, int exemplars)
    {
        ArgumentNullException.ThrowIfNull(other);
        Weight += other.Weight;
        SumNanos += other.SumNanos;
        for (var i = 0; i < other._count; i++) Count(other._classes[i], other._weights[i]);
        Bound(other.LeastNanos, other.MostNanos);
        foreach (var one in other._exemplars) Keep(one, exemplars);
    }

    /// <summary>Returns a duration to 2.2 percent; null without spans.</summary>
    /// <param name="quantile">0 to 1; below and at 0 the shortest duration.</param>
    public double? QuantileNanos(double quantile)
    {
        if (IsEmpty || _count == 0) return null;
        if (quantile <= 0) return LeastNanos;
        var (below, last) = (0.0, 0);
        for (var i = 0; i < _count && below < quantile * Weight; i++)
            (below, last) = (below + _weights[i], _classes[i]);
        return Math.Clamp(DurationClasses.MiddleNanos(last), LeastNanos, Math.Max(LeastNanos, MostNanos));
    }

    internal void Sum(double weight, double nanos) => (Weight, SumNanos) = (Weight + weight, SumNanos + nanos);

    internal void Bound(ulong least, ulong most) =>
        (LeastNanos, MostNanos) = (Math.Min(LeastNanos, least), Math.Max(MostNanos, most));

    internal void Count(int at, double weight)
    {
        var index = _classes.AsSpan(0, _count).BinarySearch(at);
        if (index < 0) Insert(~index, at, weight);
        else if (Math.Abs(_weights[index] += weight) < Nothing) RemoveAt(index);
    }

    internal void Keep(Exemplar exemplar, int most)
    {
        // Most spans are not among the longest, so this is what a span usually costs.
        if (_exemplars.Count >= most && _exemplars[^1].DurationNanos >= exemplar.DurationNanos) return;
        for (var known = 0; known < _exemplars.Count; known++)
        {
            if (_exemplars[known].TraceId != exemplar.TraceId) continue;
            if (_exemplars[known].DurationNanos >= exemplar.DurationNanos) return;
            _exemplars.RemoveAt(known);
            break;
        }
        var at = 0;
        while (at < _exemplars.Count && _exemplars[at].DurationNanos >= exemplar.DurationNanos) at++;
        if (at >= most) return;
        _exemplars.Insert(at, exemplar);
        if (_exemplars.Count > most) _exemplars.RemoveAt(most);
    }

    private void Count(ulong nanos, double weight)
    {
        Sum(weight, nanos * weight);
        Count(DurationClasses.IndexOf(nanos), weight);
    }

    private void Insert(int index, int at, double weight)
    {
        if (_count == _classes.Length)
        {
            Array.Resize(ref _classes, 2 * _count);
            Array.Resize(ref _weights, 2 * _count);
        }
        Array.Copy(_classes, index, _classes, index + 1, _count - index);
        Array.Copy(_weights, index, _weights, index + 1, _count - index);
        (_classes[index], _weights[index]) = (at, weight);
        _count++;
    }

    private void RemoveAt(int index)
    {
        _count--;
        Array.Copy(_classes, index + 1, _classes, index, _count - index);
        Array.Copy(_weights, index + 1, _weights, index, _count - index);
    }
}
