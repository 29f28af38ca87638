using Akka.Actor;
using Tracing.Closing;

namespace Tracing.Actors.Continuing;

/// <summary>Work that was kept with its context, as in an outbox, and goes on after its trace has closed.</summary>
public sealed class KeptContextTests() : TracedKit(form: TraceForm.ZeroCode)
{
    [Fact]
    public async Task Resumed_work_joins_its_trace_which_stays_exact()
    {
        var sink = Stepper("sink");
        var kept = KeptOfClosed(await RequestAsync());
        Spans.Continue(kept, "resumed", () => sink.Tell(Step.Of("job")), Tracing.Tracer);
        // The resumed span and its child may come in two revisions.
        var revision = await NextTraceAsync();
        if (revision.Completeness.Kind != CompletenessKind.Exact) revision = await NextExactTraceAsync();
        Assert.True(revision.Revision > 0);
        Assert.Equal(_request.Context.TraceId, revision.TraceId);
        Assert.Contains("resumed(job)", revision.Shape(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_linked_root_is_an_exact_trace_of_its_own()
    {
        var sink = Stepper("sink");
        var kept = KeptOfClosed(await RequestAsync());
        Spans.RunLinked(kept, "resumed", () => sink.Tell(Step.Of("job")), Tracing.Tracer);
        var linked = await NextExactTraceAsync();
        Assert.NotEqual(_request.Context.TraceId, linked.TraceId);
        Assert.Equal(2, linked.All.Count);
        await NoFurtherTraceAsync();
    }

    [Fact]
    public async Task Work_whose_trace_nobody_knows_any_more_is_exact_by_itself()
    {
        var sink = Stepper("sink");
        var longAgo = new TraceContext(TraceId.NewRandom(), SpanId.NewRandom(), TraceFlags.Sampled);
        Spans.Continue(longAgo, "resumed", () => sink.Tell(Step.Of("job")), Tracing.Tracer);
        Assert.Equal(2, (await NextExactTraceAsync()).All.Count);
    }

    private Span _request = null!;

    private async Task<TracedOutcome> RequestAsync()
    {
        InTrace(() => _request = Span.Current!);
        return await NextExactTraceAsync();
    }

    private Dictionary<string, string> KeptOfClosed(TracedOutcome closed)
    {
        Assert.Single(closed.All);
        return new KeptContext(_request.Context).ToHeaders();
    }
}
