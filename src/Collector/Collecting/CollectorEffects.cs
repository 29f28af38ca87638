using System.Collections.Immutable;
using Tracing.Assembling;
using Tracing.Contracts;

namespace Tracing.Collecting;

/// <summary>The actions that a <see cref="CollectorState"/> asks its owner to perform.</summary>
/// <param name="Put">Traces to put into the sinks, all at once; empty for none. The owner then calls Stored or
/// StoreFailed.</param>
/// <param name="Answers">Answers to send to the senders of these batches.</param>
public readonly record struct CollectorEffects(ImmutableArray<ClosedTrace> Put, ImmutableArray<BatchAnswer> Answers)
{
    public static CollectorEffects None { get; } = new([], []);
}
