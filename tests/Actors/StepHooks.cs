namespace Tracing.Actors;

/// <summary>What a test does at the turns of a step actor's life.</summary>
public sealed record StepHooks(
    Action? Started = null, Action? Stopped = null, Action<object>? Restarting = null, Action? Restarted = null);
