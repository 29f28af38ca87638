using System.Collections.Immutable;
using Tracing.Assembling;
using Tracing.Closing;
using Tracing.Keeping;
using Tracing.TraceQl;
using Tracing.Trees;
using Tracing.Wire.Spans;

namespace Tracing.Analysis;

/// <summary>Laws of graphs and rankings that every store must pass: they count what a look at every trace
/// counts.</summary>
public abstract class CountingLaws
{
    protected abstract ITraceStore Store { get; }

    [Theory]
    [InlineData("services")]
    [InlineData("actors")]
    [InlineData("links")]
    public async Task The_calls_are_those_of_every_trace(string what)
    {
        var all = await FillAsync();
        var (counted, expected) = (New(what), New(what));
        var notes = new QueryNotes();
        Assert.Equal(all.Length, await Counting().CountAsync(counted, TraceQlRange.All, notes));
        foreach (var trace in all) expected.Add(CallTrace.Of(TraceTree.Of(trace.Decode())));
        Assert.Empty(notes.Lines);
        Assert.NotEmpty(Lines(expected));
        Assert.Equal(Lines(expected), Lines(counted));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("bank")]
    public async Task The_ranked_operations_are_those_of_every_trace(string? service)
    {
        var all = await AnyTraces.FillAsync(Store);
        var (counted, expected) = (new OperationRanking(), new OperationRanking());
        await Counting().RankAsync(counted, service, TraceQlRange.All, new QueryNotes());
        var spans = all.SelectMany(static trace => trace.Decode()).Where(span => service is null || span.Service == service);
        foreach (var span in spans) expected.Add(span, span.Span.TraceId, span.Span.DurationNanos);
        Assert.True(expected.Failing.Length > 3);
        Assert.Equal(Lines(expected.Slowest), Lines(counted.Slowest));
        Assert.Equal(Lines(expected.Failing), Lines(counted.Failing));
        // The examples differ with the order in which traces are looked at.
        var byId = all.ToDictionary(static trace => trace.TraceId);
        Assert.All(counted.Slowest, one => Assert.Contains(byId[one.SlowestTrace].Decode(), span =>
            span.Span.Name == one.Operation && span.Service == one.Service && span.Span.DurationNanos == one.MaxNanos));
        Assert.All(counted.Failing, one => Assert.Contains(byId[one.FailedTrace].Decode(), span =>
            span.IsError && span.Span.Name == one.Operation && TreeText.Error(span.Span) == one.Error));
    }

    [Fact]
    public async Task Only_traces_that_ran_in_the_range_are_counted()
    {
        var all = await AnyTraces.FillAsync(Store);
        var range = new TraceQlRange(SmallWorld.Start + 9_000_000_000, SmallWorld.Start + 10_000_000_000);
        var some = all.Where(trace => trace.Summary.StartUnixNanos <= range.UntilUnixNanos
            && trace.Summary.StartUnixNanos + trace.Summary.DurationNanos >= range.FromUnixNanos).ToArray();
        Assert.NotInRange(some.Length, 0, 20);
        Assert.NotInRange(some.Length, all.Length - 20, all.Length);
        var graph = CallGraph.OfServices();
        Assert.Equal(some.Length, await Counting().CountAsync(graph, range, new QueryNotes()));
        Assert.Equal(some.Sum(static trace => (long)trace.Raw.Length), graph.Nodes.Sum(static node => node.Spans));
    }

    [Fact]
    public async Task Counting_ends_with_its_patience_and_says_so()
    {
        await AnyTraces.FillAsync(Store);
        var notes = new QueryNotes();
        await Counting(TimeSpan.Zero).CountAsync(CallGraph.OfServices(), TraceQlRange.All, notes);
        Assert.Matches("^only \\d+ traces of that time are counted: all would take too long$", Assert.Single(notes.Lines));
    }

    // Also a call to a service that sends no spans.
    private async Task<KeptTrace[]> FillAsync()
    {
        var all = await AnyTraces.FillAsync(Store);
        var call = Some.Raw(new SpanData
        {
            TraceId = Some.Trace(5_000),
            SpanId = Some.Id(1),
            Kind = SpanKind.Client,
            Tags = [new("peer.service", "database")],
        });
        ImmutableArray<RawSpan> spans = [call with { Origin = all[0].Raw[0].Origin }];
        await Store.PutAsync([new ClosedTrace(Some.Trace(5_000), 0, Completeness.Settled, spans, 0, Some.Time)]);
        return [.. all, (await Store.GetAsync(Some.Trace(5_000)))!];
    }

    private TraceCounting Counting(TimeSpan? patience = null) =>
        new(Store, TimeProvider.System, patience ?? TimeSpan.FromMinutes(5));

    private static ICallCounter New(string what) => what switch
    {
        "services" => CallGraph.OfServices(),
        "actors" => CallGraph.OfActors(),
        _ => new DependencyLinks(),
    };

    private static IEnumerable<string> Lines(ICallCounter counter) => counter is CallGraph graph
        ? [.. graph.Nodes.Select(static node => $"{node}"), .. graph.Edges.Select(static edge => $"{edge}")]
        : ((DependencyLinks)counter).Links.Select(static link => $"{link}");

    private static IEnumerable<string> Lines(IEnumerable<RankedOperation> ranked) => ranked.Select(static one =>
        $"{one with { SlowestTrace = default, FailedTrace = default, Error = null }}");
}
