namespace Tracing.Propagation;

public class CompositePropagatorTests : PropagatorContract
{
    protected override IPropagator Propagator { get; } = Propagators.Parse("tracecontext,baggage,b3,b3multi,tutorial");

    protected override IEnumerable<(string Field, string Value)> Faulty =>
        [("traceparent", "00"), ("baggage", "?"), ("b3", "?"), ("X-B3-TraceId", "?"), ("X-Trace-Id", "trace_7952713")];

    // Traceparent carries a trace; without ids B3 carries the decision; baggage is always carried.
    protected override TraceContext Carried(TraceContext c) => c.IsValid
        ? new TraceContext(c.TraceId, c.SpanId, c.Flags, default, c.TraceState, c.Baggage)
        : TraceContext.Saying(c.Decision).With(c.Baggage);

    [Fact]
    public void The_first_format_that_names_a_trace_is_used()
    {
        var headers = new Dictionary<string, string>
        {
            ["traceparent"] = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
            ["b3"] = "80f198ee56343ba864fe8b2a57d3eff7-e457b5a2e4d86bd1-0",
            ["baggage"] = "user=7",
        };
        var b3First = Propagators.Parse("b3,tracecontext,baggage").Extract(headers).Context;
        Assert.Equal(("80f198ee56343ba864fe8b2a57d3eff7", "7"), (b3First.TraceId.ToString(), b3First.Baggage["user"]));
        var w3cFirst = Propagators.Parse("tracecontext,b3").Extract(headers).Context;
        Assert.Equal("4bf92f3577b34da6a3ce929d0e0e4736", w3cFirst.TraceId.ToString());
    }

    [Fact]
    public void When_one_format_has_a_fault_another_is_read_and_the_fault_is_reported()
    {
        var headers = Written(Full);
        headers["traceparent"] = "00";
        var found = Propagator.Extract(headers);
        Assert.Equal(Full.TraceId, found.Context.TraceId);
        Assert.Equal("traceparent", found.Faults.Single().Field);
    }
}
