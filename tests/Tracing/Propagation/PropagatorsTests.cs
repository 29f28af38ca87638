namespace Tracing.Propagation;

public class PropagatorsTests
{
    [Theory]
    [InlineData("tracecontext,baggage", "traceparent tracestate baggage")]
    [InlineData(" B3 , b3 ", "b3")]
    [InlineData("tutorial", "X-Trace-Id X-Span-Id X-Parent-Span-Id")]
    [InlineData("", "traceparent tracestate baggage")]
    [InlineData("none", "")]
    public void Names_are_those_of_OTEL_PROPAGATORS(string names, string fields) =>
        Assert.Equal(fields, string.Join(' ', Propagators.Parse(names).Fields));

    [Theory]
    [InlineData("jaeger", "'jaeger': propagators must be one or more of tracecontext, baggage, b3, b3multi, tutorial, or none alone")]
    [InlineData("b3,none", "'none': propagators must be one or more of tracecontext, baggage, b3, b3multi, tutorial, or none alone")]
    public void An_unknown_name_is_an_error_that_lists_the_known_ones(string names, string message) =>
        Assert.Equal(message, Assert.Throws<FormatException>(() => Propagators.Parse(names)).Message);
}
