namespace Tracing.Figures.OverTime;

/// <summary>The times by which figures are kept. A stored format: values may be added, never changed.</summary>
public enum FigureLevel
{
    Minute = 0,
    Hour = 1,
}
