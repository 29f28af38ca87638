using FsCheck.Fluent;
using Tracing.Closing;

namespace Tracing.TailSampling;

public class LimitLaws
{
    [Fact]
    public void No_key_exceeds_its_rate_limit_in_any_period() =>
        Law.Holds(from rate in Gen.Elements(0.5, 1.0, 3.0, 10.0)
                  from steps in Gen.Choose(0, 400).Select(s => s * s / 400).NonEmptyListOf()
                  select (rate, steps: steps.ToArray()), one =>
        {
            var sampling = Sampling.Of("policies.a.type = rate-limit", $"policies.a.per-second = {one.rate}", "policies.a.key = operation");
            var kept = new Dictionary<int, List<double>>();
            var random = new Random(one.steps.Length);
            foreach (var step in one.steps.SelectMany(step => Enumerable.Repeat(step, 5)))
            {
                sampling.Now += TimeSpan.FromMilliseconds(step);
                var operation = random.Next(2);
                if (!sampling.Decide(WeightLaws.Trace(random, operation)).Keeps) continue;
                if (!kept.TryGetValue(operation, out var times)) kept.Add(operation, times = []);
                times.Add((sampling.Now - Some.Time).TotalSeconds);
            }
            foreach (var times in kept.Values)
                for (var from = 0; from < times.Count; from++)
                    for (var to = from; to < times.Count; to++)
                        Assert.True(to - from + 1 <= (one.rate * (times[to] - times[from])) + Math.Max(1, one.rate) + 1e-6);
        });

    [Fact]
    public void After_the_clock_is_set_back_no_limit_blocks_for_longer_than_a_second()
    {
        var sampling = Sampling.Of("policies.a.type = rate-limit", "policies.a.per-second = 1");
        Assert.True(sampling.Decide(Some.Span(1)).Keeps);
        sampling.Now -= TimeSpan.FromHours(1);
        Assert.False(sampling.Decide(Some.Span(1)).Keeps);
        sampling.Now += TimeSpan.FromSeconds(1);
        Assert.True(sampling.Decide(Some.Span(1)).Keeps);
    }

    [Fact]
    public void A_trace_that_a_limit_keeps_stands_for_those_of_its_key_passed_over_before_it()
    {
        var sampling = Sampling.Of("policies.a.type = rate-limit", "policies.a.per-second = 1", "policies.a.key = service");
        Assert.Equal([1, 0, 0], new[] { 1, 2, 3 }.Select(_ => sampling.Decide(Some.Span(1)).Weight));
        Assert.Equal(1, sampling.Decide(Some.Span(1, service: "bank")).Weight);
        sampling.Now += TimeSpan.FromSeconds(1);
        Assert.Equal(3, sampling.Decide(Some.Span(1)).Weight);
    }

    [Fact]
    public void Keys_without_room_share_one_limit_and_use_no_more_memory()
    {
        var policy = new Policies.RateLimitPolicy(new TraceKeying(TraceKeyKind.Operation), 1, maxKeys: 10);
        var kept = 0;
        for (var i = 0; i < 1000; i++)
        {
            var facts = new TraceFacts(Some.Trace(i), [Some.Span(1, name: $"op {i}")], Completeness.Exact);
            if (policy.Ask(facts, Some.Time).Opinion == Opinion.Keep) kept++;
        }
        Assert.Equal((10, 11), (policy.KeyCount, kept));
    }

    [Fact]
    public void A_budget_bounds_a_storm_and_its_traces_are_still_counted()
    {
        var sampling = Sampling.Of("policies.all.type = always", "policies.all.budget = 100");
        var decisions = Enumerable.Range(0, 20_000).Select(i =>
        {
            sampling.Now = Some.Time + TimeSpan.FromMilliseconds(i / 2);
            return sampling.Decide(Some.Span(1, trace: i));
        }).ToArray();
        Assert.InRange(decisions.Count(one => one.Keeps), 1_000, 1_101);
        Assert.InRange(decisions.Sum(one => one.Weight), 19_900, 20_000);
    }
}
