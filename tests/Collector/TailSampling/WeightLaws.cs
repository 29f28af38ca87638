using FsCheck;
using FsCheck.Fluent;
using Tracing.Wire.Spans;

namespace Tracing.TailSampling;

/// <summary>Laws of weights: the kept traces stand for all traces.</summary>
public class WeightLaws
{
    private const int Many = 100_000;

    private static readonly Gen<TraceId> _anyId =
        from high in Gen.Choose(int.MinValue, int.MaxValue)
        from low in Gen.Choose(int.MinValue, int.MaxValue)
        select new TraceId((ulong)high, (ulong)low);

    [Fact]
    public void The_coin_of_an_id_is_always_the_same_and_a_higher_ratio_keeps_all_that_a_lower_one_keeps() =>
        Law.Holds(from id in _anyId from a in Gen.Choose(0, 1000) from b in Gen.Choose(0, 1000) select (id, a, b), one =>
        {
            var (low, high) = (Math.Min(one.a, one.b) / 1000.0, Math.Max(one.a, one.b) / 1000.0);
            Assert.Equal(TraceCoin.Keeps(one.id, low), TraceCoin.Keeps(one.id, low));
            Assert.True(!TraceCoin.Keeps(one.id, low) || TraceCoin.Keeps(one.id, high));
            Assert.False(TraceCoin.Keeps(one.id, 0));
            Assert.True(TraceCoin.Keeps(one.id, 1));
        }, cases: 3000);

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    [InlineData(0, 1ul << 48)]
    public void The_coin_is_fair_for_ids_that_only_count(ulong highStep, ulong lowStep)
    {
        var kept = 0;
        for (var i = 1ul; i <= Many; i++)
            if (TraceCoin.Keeps(new TraceId(i * highStep, i * lowStep), 0.1))
                kept++;
        Assert.InRange(kept, 9_600, 10_400);
    }

    [Theory]
    [InlineData("policies.rest.type = probabilistic; policies.rest.ratio = 0.05")]
    [InlineData("policies.odd.type = operation; policies.odd.operation = op 1; policies.rest.type = probabilistic; policies.rest.ratio = 0.1")]
    [InlineData("policies.a.type = any-of; policies.a.x.type = probabilistic; policies.a.x.ratio = 0.1; policies.a.y.type = probabilistic; policies.a.y.ratio = 0.3")]
    [InlineData("policies.a.type = all-of; policies.a.x.type = probabilistic; policies.a.x.ratio = 0.1; policies.a.y.type = probabilistic; policies.a.y.ratio = 0.3")]
    [InlineData("policies.a.type = rate-limit; policies.a.per-second = 20; policies.a.key = operation")]
    [InlineData("policies.a.type = rate-limit; policies.a.per-second = 20; policies.a.key = operation; policies.a.max-keys = 3")]
    [InlineData("policies.a.type = all-of; policies.a.x.type = probabilistic; policies.a.x.ratio = 0.2; policies.a.y.type = rate-limit; policies.a.y.per-second = 50")]
    [InlineData("policies.a.type = probabilistic; policies.a.ratio = 0.2; policies.a.budget = 50")]
    [InlineData("policies.a.type = operation; policies.a.operation = op 1; policies.a.budget = 5; policies.rest.type = probabilistic; policies.rest.ratio = 0.1")]
    [InlineData("policies.a.type = adaptive; policies.a.per-second = 50")]
    public void The_weights_of_the_kept_traces_add_up_to_the_number_of_all_traces(string lines)
    {
        var sampling = Sampling.Of(lines.Split("; "));
        var random = new Random(4711);
        double all = 0, kept = 0;
        for (var i = 0; i < Many; i++)
        {
            // 1,000 traces a second of ten operations.
            sampling.Now += TimeSpan.FromMilliseconds(1);
            var decision = sampling.Decide(Trace(random, random.Next(10)));
            all += decision.Weight;
            if (decision.Keeps) kept++;
        }
        Assert.InRange(all, Many * 0.95, Many * 1.05);
        Assert.True(kept < Many / 2.0, $"{kept} were kept, which tests nothing");
        Assert.Equal(all, sampling.Counts.Sum(row => row.Weight), 1.0);
    }

    [Fact]
    public void Coins_in_any_of_keep_the_highest_share_and_in_all_of_the_lowest()
    {
        Assert.InRange(Share("any-of"), 0.29, 0.31);
        Assert.InRange(Share("all-of"), 0.09, 0.11);

        static double Share(string type)
        {
            var sampling = Sampling.Of($"policies.a.type = {type}", "policies.a.x.type = probabilistic", "policies.a.x.ratio = 0.1",
                "policies.a.y.type = probabilistic", "policies.a.y.ratio = 0.3");
            var random = new Random(1);
            return Enumerable.Range(0, Many).Count(_ => sampling.Decide(Trace(random, 0)).Keeps) / (double)Many;
        }
    }

    internal static RawSpan Trace(Random random, int operation) =>
        _byOperation[operation] with { TraceId = new TraceId((ulong)random.NextInt64(), (ulong)random.NextInt64()) };

    private static readonly RawSpan[] _byOperation = [.. Enumerable.Range(0, 1000).Select(i => Some.Span(1, name: $"op {i}"))];
}
