using Tracing.Closing;
namespace Tracing.TailSampling;

public class AdaptiveTests
{
    private const int PerSecond = 1_000;

    [Fact]
    public void With_a_hundredfold_difference_in_traffic_the_target_holds_and_rare_operations_are_kept_whole()
    {
        // Operation 0 has 1,000 traces a second, operations 1 to 9 have 10 each; the target is 100.
        var sampling = Sampling.Of("policies.a.type = adaptive", "policies.a.per-second = 100", "policies.a.window = 5s");
        var kept = new int[10];
        var random = new Random(7);
        for (var tick = 0; tick < 60 * PerSecond; tick++)
        {
            sampling.Now = Some.Time + TimeSpan.FromSeconds(tick / (double)PerSecond);
            Offer(0);
            if (tick % 100 == 0)
                for (var rare = 1; rare < 10; rare++)
                    Offer(rare);

            void Offer(int operation)
            {
                // The policy learns the rates in the first ten seconds.
                if (sampling.Decide(WeightLaws.Trace(random, operation)).Keeps && tick >= 10 * PerSecond) kept[operation]++;
            }
        }
        Assert.InRange(kept.Sum() / 50.0, 90, 115);
        Assert.InRange(kept[0] / 50.0, 8, 25);
        Assert.All(kept[1..], rare => Assert.InRange(rare, 480, 500));
    }

    [Fact]
    public void A_surge_within_a_window_is_not_kept_whole()
    {
        var sampling = Sampling.Of("policies.a.type = adaptive", "policies.a.per-second = 10", "policies.a.window = 10s");
        var random = new Random(7);
        // Of 100,000 traces at once, before any rate is known, it should keep 100 × (1 + ln 1,000).
        var kept = Enumerable.Range(0, 100_000).Count(_ => sampling.Decide(WeightLaws.Trace(random, 0)).Keeps);
        Assert.InRange(kept, 100, 1_000);
    }

    [Fact]
    public void With_an_operation_for_each_trace_the_target_holds_and_memory_does_not_grow()
    {
        var policy = new Policies.AdaptivePolicy(new TraceKeying(TraceKeyKind.Operation), 10, TimeSpan.FromSeconds(1), maxKeys: 50);
        var random = new Random(7);
        var kept = 0;
        for (var i = 0; i < 50_000; i++)
        {
            var span = WeightLaws.Trace(random, i % 1000);
            var facts = new TraceFacts(span.TraceId, [span], Completeness.Exact);
            if (policy.Ask(facts, Some.Time + TimeSpan.FromMilliseconds(i)).Opinion == Opinion.Keep) kept++;
            Assert.InRange(policy.KeyCount, 1, 51);
        }
        Assert.InRange(kept / 50.0, 5, 15);
    }

    [Fact]
    public void After_a_long_silence_a_busy_operation_is_treated_as_new()
    {
        var sampling = Sampling.Of("policies.a.type = adaptive", "policies.a.per-second = 1");
        var random = new Random(7);
        for (var i = 0; i < 60_000; i++)
        {
            sampling.Now += TimeSpan.FromMilliseconds(1);
            sampling.Decide(WeightLaws.Trace(random, 0));
        }
        sampling.Now += TimeSpan.FromHours(1);
        Assert.Equal(1, sampling.Decide(WeightLaws.Trace(random, 0)).Weight);
    }
}
