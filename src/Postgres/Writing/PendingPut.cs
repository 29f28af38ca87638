using System.Collections.Immutable;
using Tracing.Assembling;

namespace Tracing.Postgres.Writing;

/// <summary>Traces that wait for the writer, with the task of their caller. Without traces: a request to do
/// maintenance.</summary>
internal sealed record PendingPut(ImmutableArray<ClosedTrace> Traces)
{
    public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}
