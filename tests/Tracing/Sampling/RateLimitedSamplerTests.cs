using FsCheck.Fluent;

namespace Tracing.Sampling;

public class RateLimitedSamplerTests
{
    private readonly HandClock _clock = new();

    [Fact]
    public void A_burst_keeps_the_traces_of_one_second_and_then_follows_the_rate()
    {
        var sampler = new RateLimitedSampler(10, _clock);
        Assert.Equal(10, Kept(sampler, of: 100));
        _clock.Advance(TimeSpan.FromMilliseconds(100));
        Assert.Equal(1, Kept(sampler, of: 100));
        _clock.Advance(TimeSpan.FromMilliseconds(99));
        Assert.Equal(0, Kept(sampler, of: 100));
        _clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(10, Kept(sampler, of: 100));
    }

    [Fact]
    public void At_less_than_one_trace_a_second_the_first_is_kept_at_once()
    {
        var sampler = new RateLimitedSampler(0.1, _clock);
        Assert.Equal(1, Kept(sampler, of: 5));
        _clock.Advance(TimeSpan.FromSeconds(9.9));
        Assert.Equal(0, Kept(sampler, of: 5));
        _clock.Advance(TimeSpan.FromSeconds(0.1));
        Assert.Equal(1, Kept(sampler, of: 5));
    }

    [Fact]
    public void No_period_keeps_more_traces_than_the_limit_allows()
    {
        var steps = Gen.Choose(0, 700).Zip(Gen.Choose(0, 30)).ArrayOf(40);
        Law.Holds(Gen.Elements(0.5, 1, 3, 7.5, 50).Zip(steps), pair =>
        {
            var (rate, clock) = (pair.Item1, new HandClock());
            var sampler = new RateLimitedSampler(rate, clock);
            var kept = new List<(double At, int Count)>();
            var now = 0.0;
            foreach (var (millis, calls) in pair.Item2)
            {
                clock.Advance(TimeSpan.FromMilliseconds(millis));
                now += millis / 1000.0;
                kept.Add((now, Kept(sampler, calls)));
            }
            for (var from = 0; from < kept.Count; from++)
            {
                var inStretch = 0;
                foreach (var (at, count) in kept[from..])
                {
                    inStretch += count;
                    Assert.True(inStretch <= rate * (at - kept[from].At) + Math.Max(1, rate) + 1e-6);
                }
            }
        });
    }

    [Fact]
    public async Task Many_threads_together_do_not_exceed_the_limit()
    {
        const int Threads = 4, Each = 50_000, Rate = 1_000;
        var sampler = new RateLimitedSampler(Rate, _clock);
        var kept = await Task.WhenAll(Enumerable.Range(0, Threads).Select(_ => Task.Run(() => Kept(sampler, Each))));
        Assert.Equal(Rate, kept.Sum());
    }

    [Fact]
    public void The_probability_is_the_limit_divided_by_the_arrivals()
    {
        var sampler = new RateLimitedSampler(10, _clock);
        Assert.Equal(1, sampler.Decide(Requests.Root).Probability);
        Kept(sampler, of: 39);
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(0.25, sampler.Decide(Requests.Root).Probability, 1e-9);
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, sampler.Decide(Requests.Root).Probability);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(1e7)]
    [InlineData(double.NaN)]
    public void A_rate_out_of_range_is_an_error(double rate) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new RateLimitedSampler(rate));

    private static int Kept(RateLimitedSampler sampler, int of)
    {
        var kept = 0;
        for (var i = 0; i < of; i++)
            if (sampler.Decide(Requests.Root).Keeps) kept++;
        return kept;
    }
}
