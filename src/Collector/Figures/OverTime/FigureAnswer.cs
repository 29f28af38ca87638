namespace Tracing.Figures.OverTime;

/// <summary>The answer to a <see cref="FigureQuery"/>.</summary>
/// <param name="Table">Each row has the first minute of its step; what the query does not keep apart is empty.</param>
/// <param name="SinceMinute">The minute from which on all stored spans were counted; 0: always.</param>
public sealed record FigureAnswer(FigureTable Table, long SinceMinute)
{
    /// <summary>True: a part of the figures is damaged and not in the answer.</summary>
    public bool IsDamaged { get; init; }

    public static FigureAnswer None { get; } = new(new FigureTable(), long.MaxValue);

    /// <summary>Sums up the answers of several stores.</summary>
    public static FigureAnswer Sum(IEnumerable<FigureAnswer> answers)
    {
        ArgumentNullException.ThrowIfNull(answers);
        var reading = new FigureReading(null);
        foreach (var answer in answers) reading.Add(answer);
        return reading.End();
    }
}
