using System.Collections.Concurrent;
using System.Collections.Immutable;
using Tracing.Assembling;
using Tracing.Contracts;

namespace Tracing.Actors.Collecting;

/// <summary>A sink that fails a given number of times, or waits until a test lets it go on.</summary>
internal sealed class FlakySink : ITraceSink
{
    private int _failures;

    public ConcurrentQueue<ClosedTrace> Stored { get; } = new();

    /// <summary>Each put waits for this task.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    public bool ThrowsAtOnce { get; set; }

    public int Failures
    {
        get => Volatile.Read(ref _failures);
        set => Volatile.Write(ref _failures, value);
    }

    public ValueTask PutAsync(ImmutableArray<ClosedTrace> traces, CancellationToken stopping = default)
    {
        if (Interlocked.Decrement(ref _failures) < 0) return new ValueTask(StoreAsync(traces));
        var failure = new IOException("disk full");
        return ThrowsAtOnce ? throw failure : ValueTask.FromException(failure);
    }

    private async Task StoreAsync(ImmutableArray<ClosedTrace> traces)
    {
        await Gate;
        foreach (var trace in traces) Stored.Enqueue(trace);
    }
}
