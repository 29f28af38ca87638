using System.Collections.Concurrent;
using Tracing.Closing;
using Tracing.Keeping;

namespace Tracing.Clustering.Collecting;

/// <summary>Makes requests that cross several nodes, and checks the traces in the stores of all nodes.</summary>
internal sealed class Traffic(TestCluster cluster, params TestNode[] over)
{
    private static readonly TimeSpan _pace = TimeSpan.FromMilliseconds(10);

    private readonly ConcurrentDictionary<TraceId, SpanId[]> _made = new();
    private Task _running = Task.CompletedTask;
    private volatile bool _isStopping;
    private int _requests;

    public int Made => _made.Count;

    /// <summary>Number of traces with parts in several stores.</summary>
    public int InSeveral { get; private set; }

    /// <summary>Makes one request over all nodes: a root, and a counted child on each other node.</summary>
    public void Request(int tagLength = 16) => Begin(tagLength)();

    /// <summary>Makes a request whose last span stays open; the returned action ends it.</summary>
    public Action Begin(int tagLength = 16)
    {
        var first = Interlocked.Increment(ref _requests);
        var root = over[first % over.Length].Tracing.Tracer.StartRoot("request");
        cluster.Known[root.Context.TraceId] = true;
        root.SetTag("payload", new string('x', tagLength));
        var children = new Span[Math.Max(over.Length, 3) - 1];
        for (var i = 0; i < children.Length; i++)
        {
            root.CountChild();
            children[i] = over[(first + i + 1) % over.Length].Tracing.Tracer.Start("handle", root.Context, SpanKind.Consumer);
        }
        root.End();
        foreach (var child in children.SkipLast(1)) child.End();
        return () =>
        {
            children[^1].End();
            _made[root.Context.TraceId] = [root.Context.SpanId, .. children.Select(child => child.Context.SpanId)];
        };
    }

    public void Requests(int count)
    {
        for (var i = 0; i < count; i++) Request();
    }

    /// <summary>Makes about 500 requests a second until <see cref="StopAsync"/>.</summary>
    public void Start() => _running = Task.Run(async () =>
    {
        using var timer = new PeriodicTimer(_pace);
        while (!_isStopping)
        {
            Requests(5);
            await timer.WaitForNextTickAsync();
        }
    });

    public Task MadeAsync(int more)
    {
        var until = Made + more;
        return Eventually.Async(() => Made >= until, $"{more} more requests");
    }

    public Task StopAsync()
    {
        _isStopping = true;
        return _running;
    }

    /// <summary>Waits until every request is one exact trace over all stores, with each span once, and there are no
    /// other traces.</summary>
    public async Task MustBeWholeAsync(int seconds = 40)
    {
        var left = new HashSet<TraceId>(_made.Keys);
        await Eventually.Async(() =>
        {
            foreach (var id in left)
                if (WhyNotWhole(id) is null)
                    left.Remove(id);
            return left.Count == 0 ? null : $"{left.Count} of {Made} are not whole, such as {left.First()}: {WhyNotWhole(left.First())}; {Reported()}";
        }, seconds);
        foreach (var id in await AllIdsAsync()) Assert.True(cluster.Known.ContainsKey(id), $"nobody made {id}");
        Assert.Empty(WatchedJson.Ours.Keys);
        InSeveral = _made.Keys.Count(id => Parts(id).Length > 1);
    }

    private string? WhyNotWhole(TraceId id)
    {
        var parts = Parts(id);
        if (parts.Length == 0) return "in no store";
        var united = KeptTrace.Unite(parts);
        var spans = united.Raw.Select(span => span.SpanId.Value).Order().ToArray();
        if (!spans.SequenceEqual(_made[id].Select(span => span.Value).Order())) return $"{spans.Length} of {_made[id].Length} spans";
        return united.Completeness == Completeness.Exact ? null : $"{united.Completeness}";
    }

    private KeptTrace[] Parts(TraceId id) =>
        [.. cluster.Nodes.Select(node => node.Store.GetAsync(id).AsTask().Result).OfType<KeptTrace>()];

    private async Task<HashSet<TraceId>> AllIdsAsync()
    {
        var all = new HashSet<TraceId>();
        foreach (var node in cluster.Nodes)
            foreach (var trace in await node.Store.FindAsync(new TraceQuery { Limit = int.MaxValue }))
                all.Add(trace.TraceId);
        return all;
    }

    private string Reported() => string.Join("; ", over.Select(node => $"{node.Tracing.Reported}"));
}
