using System.Collections.Immutable;
using Tracing.Assembling;
using Tracing.Contracts;

namespace Tracing.Sinks;

/// <summary>One sink for many callers: what comes while a put is under way goes with the next, all in one.</summary>
/// <remarks>
/// Any thread. The shards of a node put by themselves, and a store wants one caller and large portions. Of each caller
/// the order stays as it was. When a put fails, all of its callers hear so, and put again. What waits is bounded by the
/// callers: each has one put at a time.
/// </remarks>
public sealed class SharedSink(ITraceSink inner) : ITraceSink
{
    private readonly Lock _lock = new();
    private Portion _next = new();
    private bool _isPutting;

    public ValueTask PutAsync(ImmutableArray<ClosedTrace> traces, CancellationToken stopping = default)
    {
        if (traces.IsEmpty) return ValueTask.CompletedTask;
        bool isFirst;
        Portion portion;
        lock (_lock)
        {
            portion = _next;
            portion.Traces.AddRange(traces);
            isFirst = !_isPutting;
            _isPutting = true;
        }
        if (isFirst) _ = PutAllAsync();
        return new ValueTask(portion.Done.Task.WaitAsync(stopping));
    }

    private async Task PutAllAsync()
    {
        // Off the caller's thread: a sink may take its time before it awaits anything.
        await Task.Yield();
        while (TryTake(out var portion))
        {
            try
            {
                await inner.PutAsync(portion.Traces.DrainToImmutable()).ConfigureAwait(false);
                portion.Done.SetResult();
            }
#pragma warning disable CA1031 // Whatever a sink's failure is called: those who put hear of it, and put again.
            catch (Exception failure)
#pragma warning restore CA1031
            {
                portion.Done.SetException(failure);
            }
        }
    }

    private bool TryTake(out Portion portion)
    {
        lock (_lock)
        {
            portion = _next;
            if (portion.Traces.Count == 0) return _isPutting = false;
            _next = new Portion();
            return true;
        }
    }

    private sealed class Portion
    {
        public ImmutableArray<ClosedTrace>.Builder Traces { get; } = ImmutableArray.CreateBuilder<ClosedTrace>();

        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
