namespace Tracing.Figures.OverTime;

public sealed class DurationClassesTests
{
    [Fact]
    public void Each_duration_is_in_a_class_whose_value_is_within_two_point_two_percent()
    {
        var random = new Random(16);
        for (var i = 0; i < 100_000; i++)
        {
            var nanos = (ulong)Math.Pow(2, 14 + (random.NextDouble() * 49));
            var at = DurationClasses.IndexOf(nanos);
            Assert.InRange(nanos, DurationClasses.UpperNanos(at - 1), DurationClasses.UpperNanos(at) + 1);
            Assert.InRange(DurationClasses.MiddleNanos(at) / nanos, 1 - 0.022, 1 + 0.022);
        }
    }

    [Fact]
    public void Classes_are_in_the_order_of_durations_and_end_at_each_power_of_two()
    {
        Assert.Equal((0, 1, 2), (DurationClasses.IndexOf(0), DurationClasses.IndexOf(1), DurationClasses.IndexOf(2)));
        for (var power = 6; power < 64; power++)
        {
            var bound = 1UL << power;
            var at = DurationClasses.IndexOf(bound);
            Assert.Equal(bound, DurationClasses.UpperNanos(at));
            Assert.Equal(at + 1, DurationClasses.IndexOf(bound + 1));
            Assert.Equal(at - 15, DurationClasses.IndexOf((bound / 2) + 1));
        }
        Assert.Equal(DurationClasses.Count - 1, DurationClasses.IndexOf(ulong.MaxValue));
    }
}
