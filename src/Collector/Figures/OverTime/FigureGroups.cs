namespace Tracing.Figures.OverTime;

/// <summary>The properties of spans by which figures are kept apart in an answer.</summary>
/// <remarks>Sent between nodes as a number: values may be added, never changed.</remarks>
[Flags]
public enum FigureGroups
{
    None = 0,
    Service = 1,
    Operation = 2,
    Kind = 4,
    ActorType = 8,

    /// <summary>Whether the span has the status error.</summary>
    Outcome = 16,
}
