using System.Collections.Immutable;
using System.Diagnostics;
using Akka.Cluster;
using Tracing.Assembling;
using Tracing.Clustering;
using Tracing.Contracts;
using Tracing.Reporting;

namespace Tracing.Bench.Cluster;

/// <summary>Collectors on real sockets in this process, and doors that are fed as fast as they take.</summary>
internal sealed class BenchCluster : IAsyncDisposable
{
    private const int TracesPerBatch = 64;

    /// <summary>Batches under way at one door.</summary>
    private const int UnderWay = 4;

    private readonly List<ClusterEngine> _engines = [];
    private readonly Counting _stored = new();

    public long Stored => _stored.Spans;

    public static async Task<BenchCluster> StartAsync(int nodes)
    {
        var cluster = new BenchCluster();
        for (var i = 0; i < nodes; i++)
        {
            cluster._engines.Add(ClusterEngine.Start("""
                akka.loglevel = OFF
                akka.remote.dot-netty.tcp { hostname = "127.0.0.1", port = 0 }
                akka.cluster.jmx.multi-mbeans-in-same-jvm = on
                tracing.cluster.sharding.rebalance-interval = 1s
                """, i == 0 ? [] : [new("akka.cluster.seed-nodes", $"[\"{Akka.Cluster.Cluster.Get(cluster._engines[0].System).SelfAddress}\"]")],
                AssemblerSettings.Default, cluster._stored));
        }
        while (cluster._engines.Any(engine => Akka.Cluster.Cluster.Get(engine.System).State.Members.Count(m => m.Status == MemberStatus.Up) < nodes))
            // Before anything is measured; all nodes must see all, and each hears of it by itself.
            await Task.Delay(50);
        return cluster;
    }

    /// <summary>One exact trace of eight spans.</summary>
    public static void MakeTrace(Tracer tracer)
    {
        var root = tracer.StartRoot("GET /orders");
        root.SetTag("http.request.method", "GET").SetTag("url.path", "/orders/12345").SetTag("http.response.status_code", 200);
        for (var i = 0; i < 7; i++)
        {
            root.CountChild();
            var child = tracer.Start("OrderActor Reserve", root.Context, SpanKind.Consumer);
            child.SetTag("messaging.system", "akka").SetTag("akka.actor.path", "/user/orders/12345").End();
        }
        root.End();
    }

    /// <summary>All doors at once, for so long; returns when what they took is stored.</summary>
    public async Task LoadAsync(TimeSpan time)
    {
        var began = Stopwatch.GetTimestamp();
        await Task.WhenAll(_engines.SelectMany(engine => Enumerable.Range(0, UnderWay).Select(_ => Task.Run(async () =>
        {
            var recorder = new SpanRecorder();
            var (tracer, batcher) = (recorder.TracerFor("bench"), new SpanBatcher(recorder));
            while (Stopwatch.GetElapsedTime(began) < time)
            {
                for (var i = 0; i < TracesPerBatch; i++) MakeTrace(tracer);
                if (batcher.Next() is { } batch) await engine.TakeAsync(batch);
            }
        }))));
    }

    public async ValueTask DisposeAsync() => await Task.WhenAll(_engines.Select(engine => engine.DisposeAsync().AsTask()));

    private sealed class Counting : ITraceSink
    {
        private long _spans;

        public long Spans => Volatile.Read(ref _spans);

        public ValueTask PutAsync(ImmutableArray<ClosedTrace> traces, CancellationToken stopping = default)
        {
            Interlocked.Add(ref _spans, traces.Sum(trace => trace.Spans.Length));
            return ValueTask.CompletedTask;
        }
    }
}
