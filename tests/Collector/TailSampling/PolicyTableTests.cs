using Tracing.Closing;
using Tracing.Wire.Spans;

namespace Tracing.TailSampling;

/// <summary>A table of every policy with traces that it keeps, drops, or has no opinion on.</summary>
public class PolicyTableTests
{
    private const string None = "(default)";

    // The policy, the name of a trace below, and the result: kept, dropped or nothing, with reason and weight.
    public static TheoryData<string, string, string> Cases { get; } = new()
    {
        { "type = always", "plain", "kept always 1" },
        { "type = errors", "failed", "kept has an error 1" },
        { "type = errors", "plain", None },
        { "type = slower-than; trace = 2s", "slow", "kept trace is slow 1" },
        { "type = slower-than; trace = 3s", "slow", None },
        { "type = slower-than; span = 1s", "slow", "kept a span is slow 1" },
        { "type = slower-than; span = 2s", "slow", None },
        { "type = slower-than; trace = 3s; span = 1s", "slow", "kept a span is slow 1" },
        { "type = slower-than; trace = 10ms", "plain", None },
        { "type = attribute; key = user", "tagged", "kept attribute matches 1" },
        { "type = attribute; key = user", "plain", None },
        { "type = attribute; key = user; equals = ann", "tagged", "kept attribute matches 1" },
        { "type = attribute; key = user; equals = An", "tagged", None },
        { "type = attribute; key = user; matches = ^a.n$", "tagged", "kept attribute matches 1" },
        { "type = attribute; key = user; matches = ^nn", "tagged", None },
        { "type = attribute; key = status; equals = 503", "tagged", "kept attribute matches 1" },
        { "type = attribute; key = status; min = 500; max = 599", "tagged", "kept attribute matches 1" },
        { "type = attribute; key = status; min = 504", "tagged", None },
        { "type = attribute; key = load; max = 0.5", "tagged", "kept attribute matches 1" },
        { "type = attribute; key = load; max = 0.4", "tagged", None },
        { "type = attribute; key = user; min = 0", "tagged", None },
        { "type = attribute; key = debug; equals = true", "tagged", "kept attribute matches 1" },
        { "type = attribute; key = roles; equals = admin", "tagged", "kept attribute matches 1" },
        { "type = attribute; key = roles; equals = guest", "tagged", None },
        { "type = attribute; key = service.name; equals = shop", "plain", "kept attribute matches 1" },
        { "type = span-count; min = 2", "slow", "kept span count matches 1" },
        { "type = span-count; min = 2; max = 2", "slow", "kept span count matches 1" },
        { "type = span-count; max = 1", "slow", None },
        { "type = operation; service = sh*", "plain", "kept operation matches 1" },
        { "type = operation; service = bank", "plain", None },
        { "type = operation; service = bank; operation = pay", "slow", "kept operation matches 1" },
        { "type = operation; service = shop; operation = pay", "slow", None },
        { "type = operation; operation = pay; span = root", "slow", None },
        { "type = operation; operation = b?y; span = root", "slow", "kept operation matches 1" },
        { "type = partial", "partial", "kept is partial 1" },
        { "type = partial", "plain", None },
        { "type = partial; reason = age", "partial", "kept is partial 1" },
        { "type = partial; reason = memory", "partial", None },
        { "type = probabilistic; ratio = 1", "plain", "kept within the ratio 1" },
        { "type = probabilistic; ratio = 0", "plain", "dropped outside of the ratio 0" },
        { "type = rate-limit; per-second = 1", "plain", "kept within the rate 1" },
        { "type = adaptive; per-second = 1", "plain", "kept within the target 1" },
        { "type = errors; action = drop", "failed", "dropped has an error 0" },
        { "type = errors; action = drop", "plain", None },
        { "type = errors; budget = 1", "failed", "kept has an error 1" },
        { "type = errors; budget = 1", "plain", None },
        { "type = all-of; e.type = errors; s.type = operation; s.service = shop", "failed", "kept e and s 1" },
        { "type = all-of; e.type = errors; s.type = operation; s.service = bank", "failed", None },
        { "type = all-of; e.type = errors; p.type = probabilistic; p.ratio = 0", "failed", "dropped outside of the ratio 0" },
        { "type = all-of; p.type = probabilistic; p.ratio = 0; e.type = errors", "plain", None },
        { "type = any-of; e.type = errors; s.type = span-count; s.min = 2", "slow", "kept span count matches 1" },
        { "type = any-of; e.type = errors; s.type = span-count; s.min = 2", "plain", None },
        { "type = any-of; p.type = probabilistic; p.ratio = 0; e.type = errors", "failed", "kept has an error 1" },
        { "type = not; e.type = errors", "plain", "kept not e 1" },
        { "type = not; e.type = errors", "failed", None },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_policy_decides_as_the_table_says(string policy, string trace, string expected)
    {
        var lines = policy.Split("; ").Select(line => "policies.it." + line);
        var decision = Sampling.Of([.. lines]).Decide(CompletenessOf(trace), Trace(trace));
        Assert.Equal(expected, decision.Policy == TraceDecision.DefaultPolicy
            ? None
            : $"{(decision.Keeps ? "kept" : "dropped")} {decision.Reason} {decision.Weight}");
    }

    [Theory]
    [InlineData("keep", true, 1)]
    [InlineData("drop", false, 0)]
    public void When_no_policy_has_an_opinion_the_default_decides(string otherwise, bool keeps, double weight) =>
        Assert.Equal(new TraceDecision(keeps, "default", "no policy has an opinion", weight),
            Sampling.Of($"default = {otherwise}", "policies.a.type = errors").Decide(Some.Span(1)));

    [Fact]
    public void The_first_policy_with_an_opinion_decides()
    {
        var sampling = Sampling.Of("policies.health.type = operation", "policies.health.operation = ping",
            "policies.health.action = drop", "policies.errors.type = errors", "policies.all.type = always");
        Assert.Equal("health", sampling.Decide(Failed("ping")).Policy);
        Assert.Equal("errors", sampling.Decide(Failed("buy")).Policy);
        Assert.Equal("all", sampling.Decide(Some.Span(1)).Policy);
    }

    [Fact]
    public void Decisions_are_counted_by_policy_and_reason_with_their_spans_and_weights()
    {
        var sampling = Sampling.Of("default = drop", "policies.errors.type = errors");
        sampling.Decide(Failed("a"));
        sampling.Decide(Failed("b"), Some.Span(2, 1));
        sampling.Decide(Some.Span(1));
        Assert.Equal(
            [
                new DecisionCount("default", "no policy has an opinion", false, 1, 1, 0, 0),
                new DecisionCount("errors", "has an error", true, 2, 3, 0, 2),
            ],
            sampling.Counts.AsEnumerable());
    }

    private static Completeness CompletenessOf(string trace) =>
        trace == "partial" ? new Completeness(CompletenessKind.Partial, PartialReason.Age, []) : Completeness.Exact;

    private static RawSpan[] Trace(string trace) => trace switch
    {
        "failed" => [Failed("buy")],
        // 2.5 s from first start to last end; the longest span takes 1.5 s.
        "slow" =>
        [
            Some.Span(2, 1, 0, name: "pay", service: "bank", startMillis: 1000, millis: 1500),
            Some.Span(1, 0, 1, name: "buy", millis: 1500),
        ],
        "tagged" => [Some.Span(1), Some.Span(2, 1, 0, 1, null, "shop", 0, 10, new Tag("user", "ann"), new Tag("status", 503),
            new Tag("load", 0.5), new Tag("debug", true), new Tag("roles", TagValue.Of([TagValue.Of("user"), TagValue.Of("admin")])))],
        _ => [Some.Span(1)],
    };

    private static RawSpan Failed(string name) => Some.Raw(new SpanData
    {
        TraceId = Some.Trace(1),
        SpanId = Some.Id(1),
        Name = name,
        Status = SpanStatus.Error,
    });
}
