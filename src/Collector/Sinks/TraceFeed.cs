using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Tracing.Assembling;
using Tracing.Contracts;

namespace Tracing.Sinks;

/// <summary>Passes traces on to watchers as they close. A watcher that is too slow misses the oldest; it never delays
/// the others.</summary>
/// <remarks>Any thread.</remarks>
public sealed class TraceFeed : ITraceSink
{
    /// <summary>Number of traces that may wait for one watcher.</summary>
    private const int Backlog = 256;

    private ImmutableArray<Channel<ClosedTrace>> _watchers = [];

    /// <summary>Number of watchers.</summary>
    public int Watchers => _watchers.Length;

    public ValueTask PutAsync(ImmutableArray<ClosedTrace> traces, CancellationToken stopping = default)
    {
        foreach (var watcher in _watchers)
            foreach (var trace in traces)
                watcher.Writer.TryWrite(trace);
        return ValueTask.CompletedTask;
    }

    /// <summary>Returns the traces that close from this call on, until it is cancelled.</summary>
    public IAsyncEnumerable<ClosedTrace> WatchAsync(CancellationToken stopping)
    {
        var channel = Channel.CreateBounded<ClosedTrace>(
            new BoundedChannelOptions(Backlog) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });
        ImmutableInterlocked.Update(ref _watchers, static (watchers, added) => watchers.Add(added), channel);
        // A watcher may be cancelled without ever reading; then the finally block below does not run.
        var cancelled = stopping.Register(() => Remove(channel));
        return ReadAsync(channel, cancelled, stopping);
    }

    private void Remove(Channel<ClosedTrace> channel) =>
        ImmutableInterlocked.Update(ref _watchers, static (watchers, gone) => watchers.Remove(gone), channel);

    private async IAsyncEnumerable<ClosedTrace> ReadAsync(
        Channel<ClosedTrace> channel, CancellationTokenRegistration cancelled,
        [EnumeratorCancellation] CancellationToken stopping)
    {
        try
        {
            await foreach (var trace in channel.Reader.ReadAllAsync(stopping).ConfigureAwait(false)) yield return trace;
        }
        finally
        {
            await cancelled.DisposeAsync().ConfigureAwait(false);
            Remove(channel);
        }
    }
}
