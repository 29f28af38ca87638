namespace Tracing.Propagation;

public class B3MultiPropagatorTests : PropagatorContract
{
    protected override IPropagator Propagator => B3MultiPropagator.Instance;

    protected override IEnumerable<(string Field, string Value)> Faulty =>
    [
        ("X-B3-TraceId", "trace_7952713"), ("X-B3-TraceId", "0000000000000000"), ("X-B3-SpanId", ""),
        ("X-B3-SpanId", "0000000000000000"), ("X-B3-ParentSpanId", "?"), ("X-B3-Sampled", "yes"), ("X-B3-Flags", "2"),
    ];

    protected override TraceContext Carried(TraceContext c) =>
        new(c.TraceId, c.SpanId, TraceFlags.None, c.ParentSpanId, null, c.Decision);

    [Theory]
    [InlineData(null, null, CallerDecision.None)]
    [InlineData("1", null, CallerDecision.Keep)]
    [InlineData("0", null, CallerDecision.Drop)]
    [InlineData("true", null, CallerDecision.Keep)]
    [InlineData("False", null, CallerDecision.Drop)]
    [InlineData(null, "1", CallerDecision.Debug)]
    [InlineData("0", "1", CallerDecision.Debug)]
    [InlineData("1", "0", CallerDecision.Keep)]
    public void A_decision_is_read_with_and_without_ids(string? sampled, string? flags, CallerDecision decision)
    {
        var headers = new Dictionary<string, string>();
        if (sampled is not null) headers["X-B3-Sampled"] = sampled;
        if (flags is not null) headers["X-B3-Flags"] = flags;
        Assert.Equal(decision, Propagator.Extract(headers).Context.Decision);

        headers["X-B3-TraceId"] = "64fe8b2a57d3eff7";
        headers["X-B3-SpanId"] = "e457b5a2e4d86bd1";
        var context = Propagator.Extract(headers).Context;
        Assert.True(context.IsValid);
        Assert.Equal(decision, context.Decision);
    }

    [Fact]
    public void Debug_is_written_without_sampled_which_it_implies()
    {
        var debug = new TraceContext(new TraceId(1, 2), new SpanId(3), default, default, null, CallerDecision.Debug);
        var headers = Written(debug);
        Assert.Equal("1", headers["X-B3-Flags"]);
        Assert.DoesNotContain("X-B3-Sampled", headers.Keys);
    }

    [Theory]
    [InlineData("X-B3-TraceId")]
    [InlineData("X-B3-SpanId")]
    public void A_trace_id_without_a_span_id_or_the_reverse_is_a_fault_that_names_the_missing_one(string missing)
    {
        var headers = Written(Full);
        headers.Remove(missing);
        var found = Propagator.Extract(headers);
        Assert.False(found.Context.IsValid);
        Assert.Equal($"{missing} is missing", found.Faults.Single().ToString());
    }

    [Fact]
    public void A_faulty_parent_id_or_decision_does_not_invalidate_the_trace()
    {
        var headers = Written(Full);
        headers["X-B3-ParentSpanId"] = "?";
        headers["X-B3-Sampled"] = "?";
        var found = Propagator.Extract(headers);
        Assert.Equal(Full.SpanId, found.Context.SpanId);
        Assert.Equal(CallerDecision.None, found.Context.Decision);
        Assert.Equal(["X-B3-ParentSpanId", "X-B3-Sampled"], found.Faults.Select(f => f.Field));
    }
}
