using System.Collections.Immutable;
using FsCheck.Fluent;
using Tracing.Finding;
using Tracing.Otlp;
using Tracing.Otlp.Proto;
using F = Tracing.Otlp.OtlpFields;

namespace Tracing.Storage.Packing;

public class ValueFilterTests
{
    private static readonly ImmutableArray<string> _pieces = ["SKU-", "00", "ab", "AB", "é", "-", ".", "a", "x y", "0"];

    private static byte[] FilterOf(params IEnumerable<Tag> tags) => FilterOf(new ValueFilter(new FilterEntries()), tags);

    private static byte[] FilterOf(ValueFilter values, params IEnumerable<Tag> tags)
    {
        var chunks = new ChunkTable();
        foreach (var tag in tags)
        {
            var to = new ProtoWriter();
            OtlpValueWriter.Tags(to, F.Span.Attributes, [tag]);
            chunks.FindOrAdd(to.Written, out _);
        }
        return BlockFilter.Write(chunks, [Some.Origin("bank")], [], null, null, values);
    }

    private static bool MayMatch(byte[] filter, string key, string pattern) => BlockFilter.MayMatch(filter,
        new(Attributes: [AttributeCondition.TryCreate(key, AttributeOperator.Matches, pattern, AttributeScope.Any, out _)!]));

    [Theory]
    [InlineData("sku", "^SKU-0042", true)]
    [InlineData("sku", "004", true)]
    [InlineData("sku", "KU.00", true)]
    [InlineData("sku", "^SKU-0043", false)]
    [InlineData("sku", "sku-0042", false)]
    [InlineData("sku", "(?i)sku-0043", true)]
    [InlineData("sku", "x|y", true)]
    [InlineData("sku", "zz", true)]
    [InlineData("other", "SKU-0042", false)]
    [InlineData("service.name", "bank", true)]
    [InlineData("service.name", "shop", false)]
    [InlineData("count", "none", true)]
    [InlineData("mixed", "none", true)]
    [InlineData("id", "none", true)]
    [InlineData("list", "none", true)]
    public void A_pattern_is_excluded_when_no_text_of_its_attribute_has_three_of_its_letters(
        string key, string pattern, bool mayMatch)
    {
        var random = new Random(1);
        var ids = Enumerable.Range(0, 100).Select(_ => new Tag("id", $"{random.NextInt64():x16}{random.NextInt64():x16}"));
        Assert.Equal(mayMatch, MayMatch(FilterOf([new("sku", "SKU-0042"), new("sku", "SKU-9999"), new("other", "none"),
            new("count", 7), new("mixed", "text"), new("mixed", 7), new("list", TagValue.Of([TagValue.Of("a")])), .. ids]), key, pattern));
    }

    [Theory]
    [InlineData("abc.bcd", true)]
    [InlineData("c bc", true)]
    [InlineData("abcd", false)]
    [InlineData("bcd abc", false)]
    [InlineData("abc\u00E9bcd", true)]
    public void A_pattern_is_excluded_when_no_text_of_its_attribute_has_four_of_its_letters(string pattern, bool mayMatch) =>
        Assert.Equal(mayMatch, MayMatch(FilterOf(new Tag("k", "abc bcd"), new Tag("other", "abcd")), "k", pattern));

    [Fact]
    public void A_filter_of_a_version_with_three_letters_excludes_nothing_by_four()
    {
        // Written by an earlier version for the attribute k = abc bcd.
        var filter = Convert.FromHexString(
            "27D411308950E033AAE7722B18C0040718116102D500C82302E2878C00BDD8550842090000000060F24BA9175D3C8E");
        Assert.True(MayMatch(filter, "k", "abcd"));
        Assert.False(MayMatch(filter, "k", "abx"));
    }

    [Fact]
    public void An_attribute_with_too_many_groups_of_four_letters_is_still_excluded_by_three()
    {
        var random = new Random(3);
        var filter = FilterOf(Enumerable.Range(0, 500).Select(_ => new Tag("ip", $"10.{random.Next(256)}.{random.Next(256)}.7")));
        Assert.True(MayMatch(filter, "ip", "2222"));
        Assert.False(MayMatch(filter, "ip", "99a"));
    }

    [Theory]
    [InlineData(200, ValueFilter.BlocksPassedOver)]
    [InlineData(60, 0)]
    public void An_attribute_whose_letters_were_too_many_early_in_a_block_is_not_read_in_the_next_ones(int ids, int blocks)
    {
        var (random, values) = (new Random(4), new ValueFilter(new FilterEntries()));
        Assert.True(MayMatch(FilterOf(values, Enumerable.Range(0, ids).Select(_ =>
            new Tag("id", $"{random.NextInt64():x16}{random.NextInt64():x16}"))), "id", "none"));
        for (var block = 0; block < blocks; block++) Assert.True(MayMatch(FilterOf(values, new Tag("id", "abc")), "id", "none"));
        for (var block = 0; block < 2; block++) Assert.False(MayMatch(FilterOf(values, new Tag("id", "abc")), "id", "none"));
    }

    [Fact]
    public void No_pattern_that_a_value_of_the_block_matches_is_excluded()
    {
        var matches = 0;
        var text = from count in Gen.Choose(0, 4)
                   from pieces in Gen.Elements(_pieces.AsEnumerable()).ArrayOf(count)
                   select string.Concat(pieces);
        var worlds = from values in text.ArrayOf(6)
                     from parts in Gen.OneOf(text, Gen.Elements("[ab]", ".", "(a|b)?", "0{2}", "\\.", "+")).ArrayOf(3)
                     select (Values: values, Pattern: string.Concat(parts));
        Law.Holds(worlds, world =>
        {
            if (BoundedPattern.TryCreate(world.Pattern, out _) is not { } regex || !world.Values.Any(regex.IsMatch)) return;
            matches++;
            Assert.True(MayMatch(FilterOf(world.Values.Select(value => new Tag("k", value))), "k", world.Pattern));
        }, cases: 1_000);
        Assert.True(matches > 50, $"{matches} matches");
    }

    [Fact]
    public void Attributes_beyond_the_room_of_a_filter_may_have_any_text()
    {
        var random = new Random(2);
        var filter = FilterOf(Enumerable.Range(0, 30_000).Select(n => new Tag($"k{n % 60}", $"{n % 60:00} {random.Next(300):000}")));
        Assert.False(MayMatch(filter, "k0", "none"));
        Assert.True(MayMatch(filter, "k59", "none"));
    }
}
