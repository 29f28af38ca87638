using System.Collections.Immutable;
using Tracing.Contracts;
using Tracing.Wire.Spans;

namespace Tracing.Actors;

/// <summary>The batches that a reporter holds when its system stops.</summary>
/// <param name="Holders">Those who hold some of the batches elsewhere, to be told when all of them are stored.</param>
public sealed record HeldSpans(ImmutableArray<SpanBatch> Batches, ImmutableArray<IBatchHolder> Holders)
{
    public static HeldSpans None { get; } = new([], []);
}
