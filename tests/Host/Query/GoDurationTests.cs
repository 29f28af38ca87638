namespace Tracing.Hosting.Query;

public class GoDurationTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("7ns", 7)]
    [InlineData("1.2ms", 1_200_000)]
    [InlineData("100us", 100_000)]
    [InlineData("100µs", 100_000)]
    [InlineData("1m30s", 90_000_000_000)]
    [InlineData("1h", 3_600_000_000_000)]
    [InlineData(".5s", 500_000_000)]
    public void A_duration_is_numbers_with_units(string text, ulong nanos)
    {
        Assert.True(GoDuration.TryNanos(text, out var read));
        Assert.Equal(nanos, read);
    }

    [Theory]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("ms")]
    [InlineData("-1ms")]
    [InlineData("1.2.3ms")]
    [InlineData("1 ms")]
    [InlineData("1ms2")]
    [InlineData("99999999999999999999h")]
    [InlineData("1d")]
    public void Anything_else_is_none(string text) => Assert.False(GoDuration.TryNanos(text, out _));
}
