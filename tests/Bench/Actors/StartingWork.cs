namespace Tracing.Bench.Actors;

/// <summary>A message like <see cref="Work"/>, for which the actor starts a trace where it is told to.</summary>
internal sealed class StartingWork
{
    public static StartingWork Instance { get; } = new();
}
