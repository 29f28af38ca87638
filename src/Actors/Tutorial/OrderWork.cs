namespace Tracing.Actors.Tutorial;

/// <summary>The work of the order service for one request: accept it, then process its payload. Both may
/// fail.</summary>
internal sealed record OrderWork(Func<Task> Accept, Func<string, Task<string>> Process);
