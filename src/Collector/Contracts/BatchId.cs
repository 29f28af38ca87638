namespace Tracing.Contracts;

/// <summary>Identifies a batch to the collector by its sender and the sender's own number.</summary>
/// <param name="Sender">A random number, new at each start of the sender, so that two starts never name the same
/// batch.</param>
public readonly record struct BatchId(ulong Sender, long Number);
