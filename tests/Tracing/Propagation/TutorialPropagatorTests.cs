namespace Tracing.Propagation;

public class TutorialPropagatorTests : PropagatorContract
{
    protected override IPropagator Propagator => TutorialPropagator.Instance;

    protected override IEnumerable<(string Field, string Value)> Faulty =>
    [
        ("X-Trace-Id", "trace_7952713"), ("X-Trace-Id", "abc123"), ("X-Span-Id", "def456"),
        ("X-Span-Id", "0000000000000000"), ("X-Parent-Span-Id", "ghi789"),
    ];

    protected override TraceContext Carried(TraceContext c) => c.IsValid
        ? new TraceContext(c.TraceId, c.SpanId, TraceFlags.None, c.ParentSpanId, null, CallerDecision.None)
        : default;

    [Theory]
    [InlineData("X-Trace-Id")]
    [InlineData("X-Span-Id")]
    public void A_trace_id_without_a_span_id_or_the_reverse_is_a_fault_that_names_the_missing_one(string missing)
    {
        var headers = Written(Full);
        headers.Remove(missing);
        Assert.Equal($"{missing} is missing", Propagator.Extract(headers).Faults.Single().ToString());
    }

    [Fact]
    public void A_root_is_written_without_a_parent_header()
    {
        var headers = Written(new TraceContext(new TraceId(1, 2), new SpanId(3), TraceFlags.Sampled));
        Assert.Equal(["X-Trace-Id", "X-Span-Id"], headers.Keys);
    }

    [Fact]
    public void The_decision_is_left_to_the_receiver()
    {
        var caller = Propagator.Extract(Written(Full)).Context;
        Assert.True(new Recorded().Tracer.Start("work", caller).Context.IsSampled);
        var off = new Recorded(s => s with { Sampler = Sampling.AlwaysOffSampler.Instance });
        Assert.False(off.Tracer.Start("work", caller).Context.IsSampled);
    }
}
