using Tracing.Finding;
using Tracing.Otlp;
using Tracing.Otlp.Proto;
using F = Tracing.Otlp.OtlpFields;

namespace Tracing.Storage.Packing;

public class TagFilterTests
{
    private static ChunkTable Chunks(IEnumerable<Tag> tags)
    {
        var chunks = new ChunkTable();
        foreach (var tag in tags)
        {
            var to = new ProtoWriter();
            OtlpValueWriter.Tags(to, F.Span.Attributes, [tag]);
            chunks.FindOrAdd(to.Written, out _);
        }
        return chunks;
    }

    private static bool MayHave(byte[] filter, string key, TagValue value) =>
        MayMeet(filter, AttributeCondition.Equal(key, value));

    private static bool MayMeet(byte[] filter, AttributeCondition condition) =>
        BlockFilter.MayMatch(filter, new(Attributes: [condition]));

    [Fact]
    public void An_attribute_of_any_kind_that_the_block_has_is_always_found()
    {
        Tag[] tags = [new("a", "text"), new("a", 7), new("b", true), new("c", 1.5), new("d", ""), new("", "no key")];
        var filter = BlockFilter.Write(Chunks(tags), [], [], null);
        foreach (var tag in tags) Assert.True(MayHave(filter, tag.Key, tag.Value), tag.Key);
    }

    [Fact]
    public void Text_that_is_no_UTF8_is_found_as_it_is_shown()
    {
        var to = new ProtoWriter();
        OtlpValueWriter.Tags(to, F.Span.Attributes, [new Tag("key", "a~b")]);
        var field = to.Written.ToArray();
        field[Array.IndexOf(field, (byte)'~')] = 0xFF;
        var chunks = new ChunkTable();
        chunks.FindOrAdd(field, out _);
        var filter = BlockFilter.Write(chunks, [], [], null);
        Assert.True(MayHave(filter, "key", "a\uFFFDb"));
        Assert.False(MayHave(filter, "key", "a~b"));
    }

    [Fact]
    public void Few_attributes_that_the_block_does_not_have_are_false_positives()
    {
        var filter = BlockFilter.Write(Chunks(Enumerable.Range(0, 5_000).Select(n => new Tag("order.id", n))), [], [], null);
        var wrong = Enumerable.Range(5_000, 10_000).Count(n => MayHave(filter, "order.id", n));
        Assert.InRange(wrong, 0, 120);
        Assert.False(MayMeet(filter, ConditionText.TryParse("order.name>7", out _)!));
        Assert.True(MayMeet(filter, ConditionText.TryParse("order.id>4998", out _)!));
    }

    [Fact]
    public void Attributes_of_resources_events_and_links_are_in_the_filter()
    {
        var chunks = new ChunkTable();
        foreach (var (field, inner) in new[] { (F.Span.Events, F.Event.Attributes), (F.Span.Links, F.Link.Attributes) })
        {
            var to = new ProtoWriter();
            var mark = to.Begin(field);
            OtlpValueWriter.Tags(to, inner, [new Tag($"in field {field}", 1)]);
            to.End(mark);
            chunks.FindOrAdd(to.Written, out _);
        }
        var filter = BlockFilter.Write(chunks, [Some.Origin("bank")], [], null);
        Assert.True(MayHave(filter, $"in field {F.Span.Events}", 1));
        Assert.True(MayHave(filter, $"in field {F.Span.Links}", 1));
        Assert.True(MayHave(filter, Resource.ServiceNameKey, "bank"));
        Assert.False(MayHave(filter, Resource.ServiceNameKey, "shop"));
    }

    // Such a filter has only key = value of spans' attributes, and arrays without quotes.
    [Fact]
    public void A_filter_of_an_earlier_version_excludes_only_what_it_can_know()
    {
        byte[] old = [0, 0, 0, 0];
        Assert.True(MayHave(old, "host.name", "node-1"));
        Assert.False(MayMeet(old, AttributeCondition.Equal("k", "v", AttributeScope.Span)));
        Assert.True(MayMeet(old, AttributeCondition.Equal("k", """["a"]""", AttributeScope.Span)));
        Assert.True(MayMeet(old, ConditionText.TryParse("span:k>7", out _)!));
    }
}
