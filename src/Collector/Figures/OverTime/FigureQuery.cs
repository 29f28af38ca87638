using System.Collections.Immutable;

namespace Tracing.Figures.OverTime;

/// <summary>A question for figures over time. A null or empty part matches everything.</summary>
/// <param name="FromMinute">The begin, in minutes since the Unix epoch.</param>
/// <param name="UntilMinute">The end, which is not part of it.</param>
/// <param name="StepMinutes">The length of a step, from 1; steps begin at <paramref name="FromMinute"/>.</param>
/// <param name="By">What is kept apart; all else is summed up.</param>
public sealed record FigureQuery(long FromMinute, long UntilMinute, long StepMinutes, FigureGroups By)
{
    public ImmutableArray<string> Services { get; init; } = [];

    public ImmutableArray<SpanKind> Kinds { get; init; } = [];

    public string? Operation { get; init; }

    public string? ActorType { get; init; }

    /// <summary>True: only spans with the status error; false: only others.</summary>
    public bool? HasFailed { get; init; }

    /// <summary>Hours where the answer needs no finer ones: they are kept longer and read sooner.</summary>
    public FigureLevel Level => FromMinute % FigurePage.HourMinutes == 0 && UntilMinute % FigurePage.HourMinutes == 0
        && StepMinutes % FigurePage.HourMinutes == 0 ? FigureLevel.Hour : FigureLevel.Minute;

    public int Steps => (int)Math.Max(0, (UntilMinute - FromMinute + StepMinutes - 1) / StepMinutes);

    /// <summary>The series under which another one is counted; null: the query does not ask for it.</summary>
    internal FigureSeries? GroupOf(FigureSeries series)
    {
        if ((!Services.IsEmpty && !Services.Contains(series.Service))
            || (!Kinds.IsEmpty && !Kinds.Contains(series.Kind))
            || (Operation is not null && Operation != series.Operation)
            || (ActorType is not null && ActorType != series.ActorType))
            return null;
        return new FigureSeries(By.HasFlag(FigureGroups.Service) ? series.Service : "",
            By.HasFlag(FigureGroups.Operation) ? series.Operation : "",
            By.HasFlag(FigureGroups.Kind) ? series.Kind : SpanKind.Unspecified,
            By.HasFlag(FigureGroups.ActorType) ? series.ActorType : "");
    }

    /// <summary>The first minute of the step in which a minute is; null: the query does not ask for it.</summary>
    internal long? StepOf(long minute, bool hasFailed) =>
        minute < FromMinute || minute >= UntilMinute || (HasFailed is { } wanted && wanted != hasFailed)
            ? null
            : minute - ((minute - FromMinute) % StepMinutes);
}
