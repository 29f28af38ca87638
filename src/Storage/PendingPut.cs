using System.Collections.Immutable;
using Tracing.Assembling;
using Tracing.Keeping;

namespace Tracing.Storage;

/// <summary>Traces that wait for a store's writer, with the task of their caller. Without traces: a request to do
/// maintenance.</summary>
internal sealed record PendingPut(ImmutableArray<ClosedTrace> Traces)
{
    /// <summary>A damaged block that a reader found, to be repaired or set aside; null: none.</summary>
    public DamagedBlockException? Damage { get; init; }

    public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The traces of a group of puts. Parts of one trace become one entry.</summary>
    public static KeptTrace[] EntriesOf(IEnumerable<PendingPut> group)
    {
        var entries = new Dictionary<TraceId, KeptTrace>();
        foreach (var put in group)
        {
            foreach (var trace in put.Traces)
            {
                var part = KeptTrace.Of(trace);
                if (!entries.TryAdd(trace.TraceId, part))
                    entries[trace.TraceId] = KeptTrace.Unite(entries[trace.TraceId], part);
            }
        }
        return [.. entries.Values];
    }

    /// <summary>Ends a group that was refused because of one of its traces: each put is written by itself, so that only
    /// the one with that trace fails.</summary>
    /// <param name="write">Writes one put, and completes it.</param>
    public static async Task EndRefusedAsync(
        List<PendingPut> group, UnstorableException refused, Func<PendingPut, Task> write)
    {
        if (group is [var alone])
        {
            alone.Done.TrySetException(refused);
            return;
        }
        foreach (var put in group)
        {
            if (put.Traces.IsEmpty) put.Done.TrySetResult();
            else await write(put).ConfigureAwait(false);
        }
    }
}
