namespace Tracing.Propagation;

public class B3SinglePropagatorTests : PropagatorContract
{
    private const string Trace = "80f198ee56343ba864fe8b2a57d3eff7";
    private const string Span = "e457b5a2e4d86bd1", Parent = "05e3ac9a4f6e3b90";

    protected override IPropagator Propagator => B3SinglePropagator.Instance;

    protected override IEnumerable<(string Field, string Value)> Faulty => [("b3", ""), ("b3", Trace), ("b3", "2")];

    protected override TraceContext Carried(TraceContext c) => new(c.TraceId, c.SpanId, TraceFlags.None,
        c.Decision == CallerDecision.None ? default : c.ParentSpanId, null, c.Decision);

    [Theory]
    [InlineData($"{Trace}-{Span}-1-{Parent}", CallerDecision.Keep, Parent)]
    [InlineData($"{Trace}-{Span}-0", CallerDecision.Drop, null)]
    [InlineData($"{Trace}-{Span}-d", CallerDecision.Debug, null)]
    [InlineData($"{Trace}-{Span}", CallerDecision.None, null)]
    public void A_header_is_read(string text, CallerDecision decision, string? parent)
    {
        var context = B3SinglePropagator.Parse(text).Context;
        Assert.Equal((Trace, Span), (context.TraceId.ToString(), context.SpanId.ToString()));
        Assert.Equal(parent, context.ParentSpanId.IsNone ? null : context.ParentSpanId.ToString());
        Assert.Equal(decision, context.Decision);
        Assert.Equal(decision is CallerDecision.Keep or CallerDecision.Debug, context.IsSampled);
        Assert.Equal(text, B3SinglePropagator.Format(context));
    }

    [Theory]
    [InlineData("0", CallerDecision.Drop)]
    [InlineData("1", CallerDecision.Keep)]
    [InlineData("d", CallerDecision.Debug)]
    public void A_decision_may_come_without_a_trace(string text, CallerDecision decision)
    {
        var found = B3SinglePropagator.Parse(text);
        Assert.False(found.Context.IsValid);
        Assert.Equal(decision, found.Context.Decision);
        Assert.Empty(found.Faults);
    }

    [Fact]
    public void A_trace_id_of_64_bits_is_passed_on_with_64_bits()
    {
        var context = B3SinglePropagator.Parse($"64fe8b2a57d3eff7-{Span}-1").Context;
        Assert.Equal(new TraceId(0, 0x64fe8b2a57d3eff7), context.TraceId);
        Assert.Equal($"64fe8b2a57d3eff7-{Span}-1", B3SinglePropagator.Format(context));
    }

    [Theory]
    [InlineData("", "trace id")]
    [InlineData("-", "trace id")]
    [InlineData("trace_7952713-" + Span, "trace id")]
    [InlineData($"00000000000000000000000000000000-{Span}-1", "trace id")]
    [InlineData(Trace, "span id")]
    [InlineData($"{Trace}-", "span id")]
    [InlineData($"{Trace}-{Trace}", "span id")]
    [InlineData($"{Trace}-0000000000000000", "span id")]
    [InlineData($"{Trace}-{Span}-", "sampling state")]
    [InlineData($"{Trace}-{Span}-{Parent}", "sampling state")]
    [InlineData($"{Trace}-{Span}-true", "sampling state")]
    [InlineData($"{Trace}-{Span}-1-", "parent span id")]
    [InlineData($"{Trace}-{Span}-1-1", "parent span id")]
    [InlineData($"{Trace}-{Span}-1-{Parent}-", "b3")]
    public void A_fault_names_the_part_of_the_header(string text, string part)
    {
        var found = B3SinglePropagator.Parse(text);
        Assert.Equal(default, found.Context);
        Assert.Equal(("b3", part), (found.Faults.Single().Field, found.Faults.Single().Part));
    }
}
