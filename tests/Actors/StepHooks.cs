namespace Tracing.Actors;

/// <summary>The acts of a test at the stages of a step actor's life.</summary>
public sealed record StepHooks(
    Action? Started = null, Action? Stopped = null, Action<object>? Restarting = null, Action? Restarted = null);
