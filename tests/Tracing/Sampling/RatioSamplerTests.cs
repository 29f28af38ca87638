using FsCheck;
using FsCheck.Fluent;

namespace Tracing.Sampling;

public class RatioSamplerTests
{
    private static readonly Gen<double> _ratio =
        Gen.OneOf(Gen.Elements(0, 1, 0.5, 1e-9, 1 - 1e-9), Any.ULong.Select(n => n / (double)ulong.MaxValue));

    [Fact]
    public void A_trace_kept_at_one_ratio_is_kept_at_every_higher_one()
    {
        Law.Holds(_ratio.Two().Zip(Any.TraceId), pair =>
        {
            var ((one, other), id) = pair;
            if (new RatioSampler(Math.Min(one, other)).Keeps(id))
                Assert.True(new RatioSampler(Math.Max(one, other)).Keeps(id));
        }, cases: 2_000);
    }

    [Fact]
    public void Nodes_with_the_same_ratio_decide_the_same()
    {
        Law.Holds(_ratio.Zip(Any.TraceId), pair =>
            Assert.Equal(Decide(new RatioSampler(pair.Item1), pair.Item2), Decide(new RatioSampler(pair.Item1), pair.Item2)));
    }

    [Fact]
    public void Only_the_low_56_bits_of_the_id_are_used()
    {
        Law.Holds(_ratio.Zip(Any.TraceId), pair =>
        {
            var sampler = new RatioSampler(pair.Item1);
            var other = new TraceId(~pair.Item2.High, pair.Item2.Low ^ (0xfful << 56));
            Assert.Equal(sampler.Keeps(pair.Item2), sampler.Keeps(other));
        });
    }

    [Fact]
    public void Zero_keeps_nothing_and_one_keeps_everything()
    {
        Law.Holds(Any.TraceId, id =>
        {
            Assert.False(new RatioSampler(0).Keeps(id));
            Assert.True(new RatioSampler(1).Keeps(id));
        });
        Assert.False(new RatioSampler(0).Keeps(new TraceId(0, ulong.MaxValue)));
        Assert.True(new RatioSampler(1).Keeps(new TraceId(1, 0)));
    }

    [Theory]
    [InlineData(0.5, 0x80_0000_0000_0000)]
    [InlineData(0.25, 0xc0_0000_0000_0000)]
    [InlineData(1 / 256.0, 0xff_0000_0000_0000)]
    public void The_threshold_is_that_of_OpenTelemetrys_consistent_sampling(double ratio, ulong rejectBelow)
    {
        Assert.False(new RatioSampler(ratio).Keeps(new TraceId(0, rejectBelow - 1)));
        Assert.True(new RatioSampler(ratio).Keeps(new TraceId(0, rejectBelow)));
    }

    [Theory]
    [InlineData(0.001)]
    [InlineData(0.1)]
    [InlineData(0.5)]
    [InlineData(0.9)]
    public void The_share_of_kept_traces_is_the_ratio(double ratio)
    {
        const int Ids = 100_000;
        var random = new Random(7);
        var sampler = new RatioSampler(ratio);
        var kept = 0;
        for (var i = 0; i < Ids; i++)
            if (sampler.Keeps(new TraceId(1, (ulong)random.NextInt64()))) kept++;
        var standardDeviation = Math.Sqrt(Ids * ratio * (1 - ratio));
        Assert.InRange(kept, Ids * ratio - 5 * standardDeviation, Ids * ratio + 5 * standardDeviation);
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1.1)]
    [InlineData(double.NaN)]
    public void A_ratio_outside_of_zero_to_one_is_an_error(double ratio) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new RatioSampler(ratio));

    [Fact]
    public void The_probability_is_the_ratio_for_kept_and_dropped_traces()
    {
        Law.Holds(_ratio.Zip(Any.TraceId), pair =>
            Assert.Equal(pair.Item1, Decide(new RatioSampler(pair.Item1), pair.Item2).Probability, 1e-15));
    }

    private static SamplingDecision Decide(RatioSampler sampler, TraceId id) => sampler.Decide(Requests.Of(id));
}
