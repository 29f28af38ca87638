using System.Text.Json;

namespace Tracing;

public class TagValueTextTests
{
    private static readonly TagValue _nested = TagValue.Of(
    [
        new Tag("list", TagValue.Of([TagValue.Of("a,b"), TagValue.Of("c"), TagValue.Of(ReadOnlySpan<TagValue>.Empty)])),
        new Tag("\"quoted\\\"", TagValue.Of("line\nbreak")), new Tag("number", 1.5), new Tag("none", default),
        new Tag("whole", long.MaxValue), new Tag("yes", true), new Tag("nan", double.NaN), new Tag("empty", TagValue.Of(ReadOnlySpan<Tag>.Empty)),
        new Tag("bytes", TagValue.Of((ReadOnlySpan<byte>)[1, 2])),
    ]);

    [Fact]
    public void Different_arrays_have_different_texts()
    {
        Assert.Equal("""["a,b","c"]""", TagValue.Of([TagValue.Of("a,b"), TagValue.Of("c")]).ToString());
        Assert.Equal("""["a","b,c"]""", TagValue.Of([TagValue.Of("a"), TagValue.Of("b,c")]).ToString());
        Assert.Equal("""[1,"1",[true]]""", TagValue.Of([1, "1", TagValue.Of([TagValue.Of(true)])]).ToString());
    }

    [Fact]
    public void Arrays_and_maps_are_compact_JSON()
    {
        const string Expected = """
            {"list":["a,b","c",[]],"\"quoted\\\"":"line\nbreak","number":1.5,"none":null,"whole":9223372036854775807,"yes":true,"nan":"NaN","empty":{},"bytes":"AQI="}
            """;
        Assert.Equal(Expected, _nested.ToString());
        using var read = JsonDocument.Parse(_nested.ToString());
        Assert.Equal("line\nbreak", read.RootElement.GetProperty("\"quoted\\\"").GetString());
    }
}
