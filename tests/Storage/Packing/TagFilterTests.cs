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

    [Fact]
    public void An_attribute_of_any_kind_that_the_block_has_is_always_found()
    {
        Tag[] tags = [new("a", "text"), new("a", 7), new("b", true), new("c", 1.5), new("d", ""), new("", "no key")];
        var filter = TagFilter.Write(Chunks(tags));
        foreach (var tag in tags) Assert.True(TagFilter.MayHave(filter, tag.Key, tag.Value.ToString()), tag.Key);
    }

    [Fact]
    public void Few_attributes_that_the_block_does_not_have_are_false_positives()
    {
        var filter = TagFilter.Write(Chunks(Enumerable.Range(0, 5_000).Select(n => new Tag("order.id", n))));
        var wrong = Enumerable.Range(5_000, 10_000).Count(n => TagFilter.MayHave(filter, "order.id", $"{n}"));
        Assert.InRange(wrong, 0, 120);
    }
}
