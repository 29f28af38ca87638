namespace Tracing.Contracts;

/// <summary>Names a batch to the collector: who sends it, and the sender's own number for it.</summary>
/// <param name="Sender">Random at each start of a sender: one that starts anew does not speak of an earlier one's
/// batches.</param>
public readonly record struct BatchId(ulong Sender, long Number);
