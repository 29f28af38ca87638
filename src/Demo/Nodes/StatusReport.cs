using Tracing.Clustering;
using Tracing.Hosting;

namespace Tracing.Demo.Nodes;

/// <summary>Puts together how a node stands.</summary>
internal sealed class StatusReport(TracingHost host, ClusterEngine engine, OrderClient client, ShardWatch watch)
{
    /// <summary>Longest wait for the reporter; a busy one is asked again for the next line.</summary>
    private static readonly TimeSpan _answerTime = TimeSpan.FromSeconds(1);

    private NodeStatus _last = NodeStatus.None;

    public async Task<NodeStatus> NowAsync()
    {
        var storedUpTo = await engine.Tracing.StoredUpToAsync(_answerTime) ?? _last.StoredUpTo;
        var cluster = Akka.Cluster.Cluster.Get(engine.System);
        var state = cluster.State;
        var shards = engine.Collector.Shards;
        var (started, ended) = (client.Started, client.Ended);
        var reported = engine.Tracing.Reported;
        var counts = engine.Counts;
        var isUp = cluster.SelfMember.Status == Akka.Cluster.MemberStatus.Up;
        return _last = new NodeStatus(
            isUp, isUp && !state.Members.Any(member => member.IsOlderThan(cluster.SelfMember)),
            state.Members.Count, state.Unreachable.Count,
            NodeStatus.ShardsText(shards), counts.OpenTraces, counts.Assembler.SpansIn, counts.Assembler.Duplicates,
            host.Store.Counts.Traces, reported.Resent, reported.ResentBytes, reported.HeldBytes,
            reported.DroppedSpans + reported.LetGoSpans + engine.Recorder.Drops[DropReason.BufferFull],
            reported.InFlight == 0 && engine.Recorder.Waiting == 0, started, ended, client.Failed,
            $"{host.PageAddress}", $"{host.OtlpHttpAddress}", storedUpTo, watch.TakeNews(shards));
    }

    /// <summary>When the node has left: what still changed meanwhile.</summary>
    public NodeStatus Last()
    {
        var reported = engine.Tracing.Reported;
        var counts = engine.Counts;
        return _last with
        {
            IsUp = false,
            IsOldest = false,
            Shards = "",
            OpenTraces = 0,
            SpansIn = counts.Assembler.SpansIn,
            Duplicates = counts.Assembler.Duplicates,
            Resent = reported.Resent,
            ResentBytes = reported.ResentBytes,
            Lost = reported.DroppedSpans + reported.LetGoSpans + engine.Recorder.Drops[DropReason.BufferFull],
            Started = client.Started,
            Ended = client.Ended,
            Failed = client.Failed,
            FirstClosed = watch.TakeNews([]),
        };
    }
}
