using System.Collections.Immutable;
using FsCheck.Fluent;
using Tracing.Finding;
using Tracing.Keeping;
using Tracing.Otlp;
using Tracing.Otlp.Proto;
using F = Tracing.Otlp.OtlpFields;

namespace Tracing.Storage.Packing;

public class NumberRangesTests
{
    // Neighbours that are equal as doubles, both zeros, and what is in no order.
    private static readonly ImmutableArray<TagValue> _numbers =
    [
        0, 1, -1, 899, 900, 1L << 53, (1L << 53) + 1, long.MaxValue, long.MaxValue - 1, long.MinValue, 0.0, -0.0, 0.5,
        899.5, 9.3e18, double.MaxValue, double.Epsilon, double.NaN, double.PositiveInfinity, double.NegativeInfinity,
    ];

    private static byte[] FilterOf(params IEnumerable<Tag> tags)
    {
        var chunks = new ChunkTable();
        foreach (var tag in tags)
        {
            var to = new ProtoWriter();
            OtlpValueWriter.Tags(to, F.Span.Attributes, [tag]);
            chunks.FindOrAdd(to.Written, out _);
        }
        return BlockFilter.Write(chunks, [], [], null);
    }

    private static bool MayMeet(byte[] filter, string condition) =>
        BlockFilter.MayMatch(filter, new(Attributes: [ConditionText.TryParse(condition, out _)!]));

    [Fact]
    public void No_condition_that_a_number_of_the_block_meets_is_excluded()
    {
        var worlds =
            from count in Gen.Choose(1, 4)
            from values in Gen.Elements(_numbers.AsEnumerable()).ArrayOf(count)
            from bound in Gen.Elements(_numbers.AsEnumerable())
            from compares in Gen.Elements(Enum.GetValues<AttributeOperator>().AsEnumerable())
            select (values, AttributeCondition.TryCreate("n", compares, bound, AttributeScope.Any, out _));
        Law.Holds(worlds, world =>
        {
            var (values, condition) = world;
            if (condition is null) return;
            var filter = FilterOf(values.Select(static value => new Tag("n", value)));
            if (!BlockFilter.MayMatch(filter, new(Attributes: [condition])))
                Assert.DoesNotContain(values, value => condition.IsMet([value]));
        }, cases: 3_000);
    }

    [Theory]
    [InlineData("n>899.9", true)]
    [InlineData("n>=900", true)]
    [InlineData("n>900.1", false)]
    [InlineData("n>1e300", false)]
    [InlineData("n<5.1", true)]
    [InlineData("n<=4.9", false)]
    [InlineData("n<-1", false)]
    [InlineData("n=700", false)]
    [InlineData("other>1", false)]
    [InlineData("text>1", false)]
    public void A_block_is_excluded_when_the_bound_is_beyond_all_its_numbers(string condition, bool mayMeet) =>
        Assert.Equal(mayMeet, MayMeet(
            FilterOf(new("n", 5), new("n", 900.0), new("n", double.NaN), new("text", "7"), new("more", 2e9)), condition));

    [Fact]
    public void A_block_with_too_many_attributes_for_ranges_is_never_excluded_by_a_number()
    {
        var filter = FilterOf(Enumerable.Range(0, NumberRanges.MaxKeys + 1).Select(key => new Tag($"n{key}", 700 + key)));
        Assert.True(NumberRanges.Split(filter, out var bits).AreKnown);
        Assert.True(filter.Length - bits.Length < 64);
        Assert.True(MayMeet(filter, "n0>1024"));
        Assert.True(MayMeet(filter, "n0<1"));
    }

    [Fact]
    public void Bytes_that_end_with_anything_else_than_ranges_are_bits()
    {
        Law.Holds(Gen.Choose(0, 255).Select(static value => (byte)value).ArrayOf(), bytes =>
        {
            Assert.False(NumberRanges.Split(bytes, out var bits).AreKnown);
            Assert.True(bits.SequenceEqual(bytes));
        });
        // A number of attributes that does not fit.
        var filter = FilterOf(new Tag("n", 1));
        filter[^9] = 0xFF;
        Assert.False(NumberRanges.Split(filter, out var all).AreKnown);
        Assert.Equal(filter.Length, all.Length);
    }
}
