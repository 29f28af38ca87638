namespace Tracing.Propagation;

public class TraceContextPropagatorTests : PropagatorContract
{
    protected override IPropagator Propagator => TraceContextPropagator.Instance;

    protected override IEnumerable<(string Field, string Value)> Faulty =>
    [
        ("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01"),
        ("traceparent", ""),
        ("tracestate", "no equals sign"),
    ];

    protected override TraceContext Carried(TraceContext c) => c.IsValid
        ? new TraceContext(c.TraceId, c.SpanId, c.Flags, traceState: c.TraceState)
        : default;

    [Fact]
    public void A_faulty_tracestate_does_not_invalidate_the_traceparent()
    {
        var headers = Written(Full);
        headers["tracestate"] = "UPPER=1";
        var found = Propagator.Extract(headers);
        Assert.Equal(Full.TraceId, found.Context.TraceId);
        Assert.Null(found.Context.TraceState);
        Assert.Equal("key", Assert.Single(found.Faults).Part);
    }

    [Fact]
    public void A_tracestate_without_a_traceparent_is_ignored()
    {
        var found = Propagator.Extract(new Dictionary<string, string> { ["tracestate"] = "a=1" });
        Assert.Equal(default, found);
    }

    [Fact]
    public void Several_tracestate_headers_are_one_list()
    {
        using var request = new HttpRequestMessage();
        request.Headers.TryAddWithoutValidation("traceparent", TraceParent.Format(Full));
        request.Headers.TryAddWithoutValidation("tracestate", "a=1");
        request.Headers.TryAddWithoutValidation("tracestate", "b=2");
        Assert.Equal("a=1,b=2", Propagator.Extract(request.Headers).Context.TraceState);
    }

    [Fact]
    public void Two_traceparents_are_a_fault()
    {
        using var request = new HttpRequestMessage();
        request.Headers.TryAddWithoutValidation("traceparent", [TraceParent.Format(Full), TraceParent.Format(Full)]);
        Assert.Equal("traceparent", Assert.Single(Propagator.Extract(request.Headers).Faults).Field);
    }
}
