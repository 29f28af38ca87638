using Tracing.Figures.OverTime;

namespace Tracing.Hosting.Page;

/// <summary>The figures of one series over all steps of an answer.</summary>
internal sealed class FiguresRow(FigureSeries name, int steps)
{
    private readonly double[] _steps = new double[steps];

    public FigureSeries Name => name;

    public FigureCell All { get; } = new();

    public FigureCell Failed { get; } = new();

    /// <summary>Number of spans in each step.</summary>
    public IReadOnlyList<double> Steps => _steps;

    public void Add(in FigureRow row, int step)
    {
        All.Add(row.Cell);
        if (row.HasFailed) Failed.Add(row.Cell);
        if ((uint)step < (uint)_steps.Length) _steps[step] += row.Cell.Weight;
    }
}
