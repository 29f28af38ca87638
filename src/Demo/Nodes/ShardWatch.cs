using System.Collections.Immutable;
using Tracing.Assembling;
using Tracing.Contracts;

namespace Tracing.Demo.Nodes;

/// <summary>Sees which shards of this node close their first trace here, and when. Any thread.</summary>
internal sealed class ShardWatch(TimeProvider time) : ITraceSink
{
    private readonly Lock _lock = new();
    private readonly HashSet<int> _seen = [];
    private readonly List<FirstClosed> _news = [];

    public ValueTask PutAsync(ImmutableArray<ClosedTrace> traces, CancellationToken stopping = default)
    {
        lock (_lock)
        {
            foreach (var trace in traces)
            {
                var shard = TraceShards.Of(trace.TraceId);
                if (_seen.Add(shard)) _news.Add(new FirstClosed(shard, time.GetUtcNow()));
            }
        }
        return ValueTask.CompletedTask;
    }

    /// <summary>Those since the last call.</summary>
    /// <param name="here">A shard that has left and comes again counts again.</param>
    public ImmutableArray<FirstClosed> TakeNews(ImmutableArray<int> here)
    {
        lock (_lock)
        {
            ImmutableArray<FirstClosed> news = [.. _news];
            _news.Clear();
            _seen.IntersectWith(here);
            return news;
        }
    }
}
