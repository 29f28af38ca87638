using System.Collections.Immutable;
using Tracing.Assembling;

namespace Tracing.Storage.Writing;

/// <summary>Traces that wait for the writer, and who waits for them. Without traces: a wish to look around.</summary>
internal sealed record PendingPut(ImmutableArray<ClosedTrace> Traces)
{
    public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}
