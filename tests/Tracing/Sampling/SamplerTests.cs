namespace Tracing.Sampling;

public class SamplerTests
{
    public static TheoryData<string> Names => new(_samplers.Keys);

    private static readonly Dictionary<string, ISampler> _samplers = new()
    {
        ["always on"] = AlwaysOnSampler.Instance,
        ["always off"] = AlwaysOffSampler.Instance,
        ["parent"] = ParentBasedSampler.AlwaysOn,
        ["ratio"] = new RatioSampler(0.5),
        ["rate"] = new RateLimitedSampler(1_000),
        ["rules"] = new RuleSampler(new RatioSampler(0.1),
            new SamplingRule(new Glob("x*y"), Glob.Anything, AlwaysOnSampler.Instance),
            new SamplingRule(new Glob("*Service"), new Glob("GET *"), new RateLimitedSampler(5))),
    };

    [Theory, MemberData(nameof(Names))]
    public void A_decision_allocates_nothing(string name)
    {
        var sampler = _samplers[name];
        Allocations.None(() => sampler.Decide(Requests.Root));
    }

    [Theory, MemberData(nameof(Names))]
    public void A_decision_has_a_reason_and_a_probability(string name)
    {
        Law.Holds(Any.TraceId, id =>
        {
            var decision = _samplers[name].Decide(Requests.Of(id));
            Assert.NotEmpty(decision.Reason);
            Assert.InRange(decision.Probability, decision.Keeps ? double.Epsilon : 0, 1);
        });
    }
}
