using Tracing.Closing;

namespace Tracing.TailSampling;

public class CostTests
{
    [Fact]
    public void Ten_thousand_policies_are_each_asked_once_and_share_one_reading_of_the_attributes()
    {
        var asked = 0;
        var settings = new SamplingSettings
        {
            Policies =
            [
                .. Enumerable.Range(0, SamplingSettings.MaxPolicies).Select(i => new PolicyDefinition($"p{i}", PolicyNature.Match,
                    () => new Counting(() => asked++))),
            ],
        };
        var trace = new Sampling(settings).Decide(Some.Span(1));
        Assert.Equal((SamplingSettings.MaxPolicies, TraceDecision.DefaultPolicy), (asked, trace.Policy));

        var facts = new TraceFacts(Some.Trace(1), [Some.Span(1, 0, 0, 1, null, "shop", 0, 1, new Tag("a", 1))], Completeness.Exact);
        facts.Values("a");
        Allocations.None(() => facts.Values("b"));
    }

    [Fact]
    public void Policies_that_look_at_counts_and_durations_decode_nothing()
    {
        var spans = new[] { Some.Span(1, 0, 1), Some.Span(2, 1) };
        var sampler = Sampling.Of("policies.a.type = errors", "policies.b.type = slower-than", "policies.b.trace = 1h",
            "policies.c.type = span-count", "policies.c.min = 3");
        // The bytes are no span, so decoding a name or an attribute would fail.
        var blind = Array.ConvertAll(spans, span => span with { Bytes = default, Origin = null! });
        Assert.Equal(TraceDecision.KeptByDefault, sampler.Decide(blind));
    }

    private sealed class Counting(Action asked) : ITracePolicy
    {
        public PolicyNature Nature => PolicyNature.Match;

        public PolicyVerdict Ask(TraceFacts trace, DateTimeOffset now)
        {
            asked();
            return PolicyVerdict.None;
        }
    }
}
