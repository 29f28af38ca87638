namespace Tracing.Bench.Actors;

/// <summary>The last message of a round: says that the others have been handled.</summary>
internal sealed record Done(ManualResetEventSlim Signal);
