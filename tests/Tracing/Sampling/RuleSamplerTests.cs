namespace Tracing.Sampling;

public class RuleSamplerTests
{
    private static readonly RuleSampler _rules = new(AlwaysOffSampler.Instance,
        new SamplingRule(new Glob("Order*"), new Glob("GET /health"), AlwaysOffSampler.Instance),
        new SamplingRule(new Glob("Order*"), Glob.Anything, AlwaysOnSampler.Instance),
        new SamplingRule(Glob.Anything, new Glob("POST *"), new RatioSampler(0)));

    [Theory]
    [InlineData("OrderService", "GET /health", false, "dropped by the rule for Order*, GET /health")]
    [InlineData("OrderService", "GET /orders", true, "kept by the rule for Order*, *")]
    [InlineData("Billing", "POST /bill", false, "dropped by the rule for *, POST *")]
    [InlineData("Billing", "GET /bill", false, "always off")]
    public void The_first_rule_that_matches_decides_and_is_named_in_the_reason(string service, string name, bool keeps, string reason)
    {
        var decision = _rules.Decide(Requests.Of(service, name));
        Assert.Equal((keeps, reason), (decision.Keeps, decision.Reason));
    }

    [Fact]
    public void The_rules_of_a_recorder_can_be_replaced_while_it_runs()
    {
        var recorded = new Recorded(s => s with { Sampler = _rules });
        Assert.False(recorded.Tracer.StartRoot("GET").Context.IsSampled);
        var keepTest = new SamplingRule(new Glob("test"), Glob.Anything, AlwaysOnSampler.Instance);
        recorded.Recorder.Sampler = new RuleSampler(_rules, keepTest);
        Assert.True(recorded.Tracer.StartRoot("GET").Context.IsSampled);
    }

    [Fact]
    public void More_than_a_thousand_rules_are_an_error() =>
        Assert.Throws<ArgumentException>(() => new RuleSampler(AlwaysOnSampler.Instance, new SamplingRule[1_001]));
}
