using System.Collections.Immutable;
using Tracing.Assembling;

namespace Tracing.Collecting;

/// <summary>What a <see cref="CollectorState"/> wants done.</summary>
/// <param name="Put">To be put into the sinks, all at once; empty: nothing. The answer is Stored or StoreFailed.</param>
/// <param name="Taken">Batches whose senders are to be told that they are taken.</param>
public readonly record struct CollectorEffects(ImmutableArray<ClosedTrace> Put, ImmutableArray<long> Taken)
{
    public static CollectorEffects None { get; } = new([], []);
}
