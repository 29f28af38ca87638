using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Tracing.Assembling;
using Tracing.Contracts;

namespace Tracing.Sinks;

/// <summary>Traces as they close, for whoever watches. A watcher that is too slow misses the oldest, never holds others
/// up.</summary>
/// <remarks>Any thread.</remarks>
public sealed class TraceFeed : ITraceSink
{
    /// <summary>Traces that may wait for one watcher.</summary>
    private const int Backlog = 256;

    private ImmutableArray<Channel<ClosedTrace>> _watchers = [];

    public int Watchers => _watchers.Length;

    public ValueTask PutAsync(ImmutableArray<ClosedTrace> traces, CancellationToken stopping = default)
    {
        foreach (var watcher in _watchers)
            foreach (var trace in traces)
                watcher.Writer.TryWrite(trace);
        return ValueTask.CompletedTask;
    }

    /// <summary>Traces that close from the moment of this call on, until cancelled.</summary>
    public IAsyncEnumerable<ClosedTrace> WatchAsync(CancellationToken stopping)
    {
        var channel = Channel.CreateBounded<ClosedTrace>(
            new BoundedChannelOptions(Backlog) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });
        ImmutableInterlocked.Update(ref _watchers, static (watchers, added) => watchers.Add(added), channel);
        // Also for a watcher who never comes to read: the end of the enumeration would not see that one off.
        var leaving = stopping.Register(() => Leave(channel));
        return ReadAsync(channel, leaving, stopping);
    }

    private void Leave(Channel<ClosedTrace> channel) =>
        ImmutableInterlocked.Update(ref _watchers, static (watchers, left) => watchers.Remove(left), channel);

    private async IAsyncEnumerable<ClosedTrace> ReadAsync(
        Channel<ClosedTrace> channel, CancellationTokenRegistration leaving,
        [EnumeratorCancellation] CancellationToken stopping)
    {
        try
        {
            await foreach (var trace in channel.Reader.ReadAllAsync(stopping).ConfigureAwait(false)) yield return trace;
        }
        finally
        {
            await leaving.DisposeAsync().ConfigureAwait(false);
            Leave(channel);
        }
    }
}
