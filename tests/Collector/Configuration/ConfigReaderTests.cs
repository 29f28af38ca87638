namespace Tracing.Configuration;

public class ConfigReaderTests
{
    [Theory]
    [InlineData("50ms", 50)]
    [InlineData("1.5 s", 1500)]
    [InlineData("2m", 120_000)]
    [InlineData("1h", 3_600_000)]
    public void A_time_is_read_with_its_unit(string text, int millis) =>
        Assert.Equal(TimeSpan.FromMilliseconds(millis), Time(text));

    [Fact]
    public void An_empty_value_is_none_so_that_the_default_holds() => Assert.Equal(TimeSpan.Zero, Time(""));

    [Theory]
    [InlineData("2h", "key = 2h: must be from 1ms to 1h")]
    [InlineData("30", "key = 30: needs a unit (ms, s, m, h); must be from 1ms to 1h")]
    [InlineData("soon", "key = soon: must be from 1ms to 1h")]
    [InlineData("-5s", "key = -5s: must be from 1ms to 1h")]
    public void A_time_out_of_range_or_without_a_unit_is_refused_with_key_value_and_range(string text, string message) =>
        Assert.Equal(message, Assert.Throws<ConfigurationException>(() => Time(text)).Message);

    [Theory]
    [InlineData("64MiB", 64L << 20)]
    [InlineData("5 kB", 5000)]
    [InlineData("1000", 1000)]
    public void A_size_is_read_with_or_without_a_unit(string text, long bytes) =>
        Assert.Equal(bytes, Reader(text).Bytes("key", 0, 1, 1L << 30));

    [Fact]
    public void A_refusal_names_the_allowed_values()
    {
        Assert.Equal("key = 2GiB: must be a size from 1KiB to 1GiB, such as 64MiB", Message(r => r.Bytes("key", 0, 1024, 1 << 30), "2GiB"));
        Assert.Equal("key = x: must be a whole number from 1 to 9", Message(r => r.Int("key", 0, 1, 9), "x"));
        Assert.Equal("key = 1.5: must be a number from 0 to 1", Message(r => r.Fraction("key", 0), "1.5"));
        Assert.Equal("key = maybe: must be on or off", Message(r => r.Switch("key", true), "maybe"));
        Assert.Equal("key = maybe: must be one of on, off", Message(r => r.Choice("key", "on", "on", "off"), "maybe"));
    }

    [Fact]
    public void A_missing_key_gives_the_default_and_the_first_source_that_knows_it_decides()
    {
        Assert.Equal(7, new ConfigReader().Int("key", 7, 0, 9));
        Assert.Equal(1, new ConfigReader(new Source(null), new Source("1"), new Source("2")).Int("key", 7, 0, 9));
    }

    private static string Message(Action<ConfigReader> read, string text) =>
        Assert.Throws<ConfigurationException>(() => read(Reader(text))).Message;

    private static TimeSpan Time(string text) =>
        Reader(text).Duration("key", default, TimeSpan.FromMilliseconds(1), TimeSpan.FromHours(1));

    private static ConfigReader Reader(string text) => new(new Source(text));

    private sealed class Source(string? text) : ISettingsSource
    {
        public string? Find(string key) => text;
    }
}
