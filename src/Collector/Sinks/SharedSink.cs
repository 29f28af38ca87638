using System.Collections.Immutable;
using Tracing.Assembling;
using Tracing.Contracts;

namespace Tracing.Sinks;

/// <summary>Lets many callers share one sink by group commit: all that comes during a put goes into the next
/// one.</summary>
/// <remarks>
/// Any thread. Each shard of a node puts its own traces, but a store wants one caller and large puts. The traces of one
/// caller stay in order. When a put fails, all callers whose traces it had get the failure, and put again. Each caller
/// has one put at a time, so the waiting traces are bounded by the number of callers.
/// </remarks>
public sealed class SharedSink(ITraceSink inner) : ITraceSink
{
    private readonly Lock _lock = new();
    private Group _next = new();
    private bool _isPutting;

    public ValueTask PutAsync(ImmutableArray<ClosedTrace> traces, CancellationToken stopping = default)
    {
        if (traces.IsEmpty) return ValueTask.CompletedTask;
        bool isFirst;
        Group group;
        lock (_lock)
        {
            group = _next;
            group.Traces.AddRange(traces);
            isFirst = !_isPutting;
            _isPutting = true;
        }
        if (isFirst) _ = PutAllAsync();
        return new ValueTask(group.Done.Task.WaitAsync(stopping));
    }

    private async Task PutAllAsync()
    {
        // Leave the caller's thread: a sink may work for long before its first await.
        await Task.Yield();
        while (TryStartNext(out var group))
        {
            try
            {
                await inner.PutAsync(group.Traces.DrainToImmutable()).ConfigureAwait(false);
                group.Done.SetResult();
            }
#pragma warning disable CA1031 // Whatever the failure, the callers must get it, to put again.
            catch (Exception failure)
#pragma warning restore CA1031
            {
                group.Done.SetException(failure);
            }
        }
    }

    private bool TryStartNext(out Group group)
    {
        lock (_lock)
        {
            group = _next;
            if (group.Traces.Count == 0) return _isPutting = false;
            _next = new Group();
            return true;
        }
    }

    private sealed class Group
    {
        public ImmutableArray<ClosedTrace>.Builder Traces { get; } = ImmutableArray.CreateBuilder<ClosedTrace>();

        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
