namespace Tracing.Bench.Actors;

/// <summary>The last message of a burst: says that the others have been handled.</summary>
internal sealed record Done(SemaphoreSlim Room);
