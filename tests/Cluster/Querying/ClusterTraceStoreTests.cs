using Tracing.Assembling;
using Tracing.Closing;
using Tracing.Clustering.Collecting;
using Tracing.Keeping;
using Tracing.Wire.Spans;

namespace Tracing.Clustering.Querying;

/// <summary>Traces with parts on several nodes, large traces, and nodes that do not answer.</summary>
public class ClusterTraceStoreTests
{
    private readonly MemoryTraceStore _first = new(1L << 30);
    private readonly MemoryTraceStore _second = new(1L << 30);

    [Fact]
    public async Task Parts_of_a_trace_on_two_nodes_are_united_by_id_and_in_a_search()
    {
        await using var pair = await QueriedPair.StartAsync(_first, _second);
        await _first.PutAsync([Closed(1, Some.Span(1, 0, 1))]);
        await _second.PutAsync([Closed(1, Some.Span(2, 1, name: "late"))]);
        Assert.Equal((2, Completeness.Exact), Facts(await pair.View.GetAsync(Some.Trace(1))));
        foreach (var query in new[] { new TraceQuery(), new TraceQuery(Operation: "late") })
            Assert.Equal((2, Completeness.Exact), Facts(Assert.Single(await pair.View.FindAsync(query))));
    }

    [Fact]
    public async Task A_node_that_is_still_joining_is_asked_too()
    {
        await using var pair = await QueriedPair.StartJoiningAsync(_first, _second);
        Assert.All(pair.Cluster.Nodes[0].Cluster.State.Members, member => Assert.Equal(Akka.Cluster.MemberStatus.Joining, member.Status));
        await _second.PutAsync([Closed(1, Some.Span(1))]);
        Assert.NotNull(await pair.View.GetAsync(Some.Trace(1)));
    }

    [Fact]
    public async Task The_newest_traces_of_all_nodes_come_first_up_to_the_limit_and_names_are_united()
    {
        await using var pair = await QueriedPair.StartAsync(_first, _second);
        for (var trace = 1; trace <= 6; trace++)
        {
            var closed = Closed(trace, Some.Span(1, 0, 0, trace, $"work {trace % 2}", $"service {trace % 2}"));
            await (trace % 2 == 0 ? _first : _second).PutAsync([closed with { ClosedAt = Some.Time.AddSeconds(trace) }]);
        }
        Assert.Equal([6, 5, 4, 3], (await pair.View.FindAsync(new TraceQuery(Limit: 4))).Select(trace => (int)trace.TraceId.Low));
        Assert.Equal(["service 0", "service 1"], (await pair.View.ServicesAsync()).AsEnumerable());
        Assert.Equal(["work 1"], (await pair.View.OperationsAsync("service 1")).Select(operation => operation.Name));
    }

    [Fact]
    public async Task A_trace_far_larger_than_a_frame_arrives_whole()
    {
        await using var pair = await QueriedPair.StartAsync(_first, _second);
        var tag = new Tag("payload", new string('x', 1_000));
        await _second.PutAsync([Closed(1, [.. Enumerable.Range(1, 5_000).Select(id => Some.Span(id, id == 1 ? 0 : 1, null, tags: tag))])]);
        Assert.Equal(5_000, (await pair.View.GetAsync(Some.Trace(1)))?.Raw.Length);
    }

    [Fact]
    public async Task Traces_beyond_the_longest_answer_are_left_out_and_noted()
    {
        await using var pair = await QueriedPair.StartAsync(_first, _second, "tracing.cluster.max-answer-bytes = 64KiB");
        for (var trace = 1; trace <= 100; trace++)
            await _second.PutAsync([Closed(trace, Some.Span(1, 0, 0, trace, tags: new Tag("payload", new string('x', 4_000))))]);
        var notes = new QueryNotes();
        var found = await pair.View.Noting(notes).FindAsync(new TraceQuery(Limit: 100));
        Assert.InRange(found.Length, 5, 50);
        Assert.Equal(Some.Trace(100), found[0].TraceId);
        Assert.Contains("the answer was too long", Assert.Single(notes.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_node_that_does_not_answer_in_time_is_named_and_the_others_answer()
    {
        await using var pair = await QueriedPair.StartAsync(_first, _second, "tracing.cluster.query-timeout = 2s");
        await _first.PutAsync([Closed(1, Some.Span(1))]);
        var silent = pair.Cluster.Add();
        await Eventually.Async(() => pair.Cluster.Nodes[0].Cluster.State.Members.Count(
            member => member.Status == Akka.Cluster.MemberStatus.Up) == 3, "three up, as the asker sees it");
        var notes = new QueryNotes();
        var asked = pair.View.Noting(notes);
        Assert.NotNull(await asked.GetAsync(Some.Trace(1)));
        Assert.Single(await asked.FindAsync(new TraceQuery()));
        Assert.Equal(["shop"], (await asked.ServicesAsync()).AsEnumerable());
        Assert.Equal($"127.0.0.1:{silent.Cluster.SelfAddress.Port}: no answer in time", Assert.Single(notes.Lines));
    }

    [Fact]
    public async Task A_store_that_fails_is_named()
    {
        await using var pair = await QueriedPair.StartAsync(_first, new DamagedStore());
        var notes = new QueryNotes();
        Assert.Null(await pair.View.Noting(notes).GetAsync(Some.Trace(1)));
        Assert.EndsWith("the disk is gone", Assert.Single(notes.Lines), StringComparison.Ordinal);
    }

    private static (int Spans, Completeness Completeness) Facts(KeptTrace? trace) => (trace!.Raw.Length, trace.Completeness);

    private static ClosedTrace Closed(int trace, params RawSpan[] spans) =>
        new(Some.Trace(trace), 0, Completeness.Settled, [.. spans], 0, Some.Time);
}
