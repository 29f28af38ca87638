namespace Tracing.Bench.Actors;

/// <summary>Tells an actor to send itself so many messages, one after the other.</summary>
internal sealed record Turns(int Count);
