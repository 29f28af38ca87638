namespace Tracing.Actors.Tutorial;

/// <summary>What the order service does for a request: takes it in, then processes its payload. Either may
/// fail.</summary>
public sealed record OrderWork(Func<Task> Accept, Func<string, Task<string>> Process);
