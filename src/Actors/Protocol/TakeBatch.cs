using Akka.Actor;
using Tracing.Contracts;
using Tracing.Wire.Spans;

namespace Tracing.Actors;

/// <summary>A batch of spans to assemble. The answer is <see cref="BatchAnswered"/> or
/// <see cref="BatchRefused"/>.</summary>
/// <remarks><c>serialize-messages = on</c> passes it over: within a node the spans go by reference.</remarks>
/// <param name="IsHeld">The sender holds the batch until a second answer says that it is stored.</param>
/// <param name="Shard">The shard that all of its spans belong to; 0 where there is one collector.</param>
public sealed record TakeBatch(BatchId Id, SpanBatch Batch, bool IsHeld, int Shard = 0)
    : ICollectorMessage, INoSerializationVerificationNeeded
{
    /// <summary>A held batch is answered as taken at once. For senders of the same process only.</summary>
    public bool AnswersAtOnce { get; init; }
}
