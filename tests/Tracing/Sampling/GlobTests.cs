using System.Text.RegularExpressions;
using FsCheck.Fluent;

namespace Tracing.Sampling;

public class GlobTests
{
    [Theory]
    [InlineData("*", "", true)]
    [InlineData("a", "a", true)]
    [InlineData("a", "A", false)]
    [InlineData("a", "ab", false)]
    [InlineData("a*", "a", true)]
    [InlineData("a*c", "abbc", true)]
    [InlineData("a*c", "abcb", false)]
    [InlineData("*b*", "abc", true)]
    [InlineData("?", "", false)]
    [InlineData("?b?", "abc", true)]
    [InlineData("a**", "a", true)]
    [InlineData("GET /orders/*", "GET /orders/7", true)]
    public void A_pattern_matches_a_text(string pattern, string text, bool matches) => Assert.Equal(matches, new Glob(pattern).Matches(text));

    [Fact]
    public void A_pattern_matches_what_the_same_regular_expression_matches()
    {
        var pattern = Gen.Elements('a', 'b', '*', '?').NonEmptyListOf().Select(c => new string([.. c]));
        var text = Gen.Elements('a', 'b').ArrayOf().Select(c => new string(c));
        Law.Holds(pattern.Zip(text), pair =>
        {
            var regex = "^" + pair.Item1.Replace("*", ".*").Replace('?', '.') + "$";
            Assert.Equal(Regex.IsMatch(pair.Item2, regex), new Glob(pair.Item1).Matches(pair.Item2));
        }, cases: 2_000);
    }

    [Fact]
    public void A_pattern_of_many_stars_is_matched_in_bounded_time() =>
        Assert.False(new Glob(string.Concat(Enumerable.Repeat("*a", 128))).Matches(new string('a', 20_000) + "b"));

    [Fact]
    public void A_pattern_that_is_empty_or_too_long_is_an_error()
    {
        Assert.Throws<ArgumentException>(() => new Glob(""));
        Assert.Throws<ArgumentException>(() => new Glob(new string('a', 257)));
    }
}
