using System.Collections.Immutable;
using Tracing.Assembling;
using Tracing.Contracts;

namespace Tracing.Collecting;

/// <summary>What a <see cref="CollectorState"/> wants done.</summary>
/// <param name="Put">To be put into the sinks, all at once; empty: nothing. The answer is Stored or
/// StoreFailed.</param>
/// <param name="Answers">To be told to the senders of these batches.</param>
public readonly record struct CollectorEffects(ImmutableArray<ClosedTrace> Put, ImmutableArray<BatchAnswer> Answers)
{
    public static CollectorEffects None { get; } = new([], []);
}
