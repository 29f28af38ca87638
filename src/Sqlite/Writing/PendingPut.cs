using System.Collections.Immutable;
using Tracing.Assembling;
using Tracing.Storage;

namespace Tracing.Sqlite.Writing;

/// <summary>Traces that wait for the writer, with the task of their caller. Without traces: a request to do
/// maintenance.</summary>
internal sealed record PendingPut(ImmutableArray<ClosedTrace> Traces)
{
    /// <summary>A damaged block that a reader found, to be repaired or set aside; null: none.</summary>
    public DamagedBlockException? Damage { get; init; }

    public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}
