using System.Collections.Immutable;
using Tracing.Contracts;
using Tracing.Wire.Spans;

namespace Tracing.Actors;

/// <summary>What a reporter holds when its system stops, for whoever stores it in the collector's place.</summary>
/// <param name="Holders">Of some of it, elsewhere: to be told when all of it is stored.</param>
public sealed record HeldSpans(ImmutableArray<SpanBatch> Batches, ImmutableArray<IBatchHolder> Holders)
{
    public static HeldSpans None { get; } = new([], []);
}
