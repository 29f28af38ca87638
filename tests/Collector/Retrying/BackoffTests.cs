using FsCheck.Fluent;

namespace Tracing.Retrying;

public class BackoffTests
{
    private static readonly TimeSpan _first = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan _last = TimeSpan.FromMilliseconds(500);

    [Fact]
    public void Each_pause_is_twice_the_one_before_up_to_the_last()
    {
        var backoff = new Backoff(_first, _last);
        Assert.Equal([100, 200, 400, 500, 500], Pauses(backoff, 5));
    }

    [Fact]
    public void After_a_success_the_pauses_begin_again()
    {
        var backoff = new Backoff(_first, _last);
        Pauses(backoff, 3);
        backoff.Reset();
        Assert.Equal([100, 200], Pauses(backoff, 2));
    }

    [Fact]
    public void No_pause_is_outside_the_two_limits_or_shorter_than_the_one_before() =>
        Law.Holds(Gen.Choose(1, int.MaxValue).Two(), pair =>
        {
            var (first, last) = (Math.Min(pair.Item1, pair.Item2), Math.Max(pair.Item1, pair.Item2));
            var backoff = new Backoff(TimeSpan.FromTicks(first), TimeSpan.FromTicks(last));
            var before = TimeSpan.FromTicks(first);
            for (var i = 0; i < 80; i++)
            {
                var pause = backoff.Next();
                Assert.InRange(pause.Ticks, before.Ticks, last);
                before = pause;
            }
            Assert.Equal(last, before.Ticks);
        });

    [Fact]
    public void The_longest_pauses_that_there_are_do_not_overflow()
    {
        var backoff = new Backoff(TimeSpan.MaxValue, TimeSpan.MaxValue);
        Assert.Equal(TimeSpan.MaxValue, backoff.Next());
        Assert.Equal(TimeSpan.MaxValue, backoff.Next());
    }

    [Fact]
    public void Limits_that_make_no_sense_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new Backoff(TimeSpan.Zero, _last));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Backoff(_last, _first));
    }

    private static double[] Pauses(Backoff backoff, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => backoff.Next().TotalMilliseconds)];
}
