using System.Collections.Immutable;
using FsCheck.Fluent;

namespace Tracing.Finding;

public class PatternTextsTests
{
    private static readonly ImmutableArray<string> _pieces =
    [
        "a", "b", "ab", "é", " ", ".", "^", "$", "|", "(", ")", "(?:", "(?<n>", "(?i)", "(?i:", "[ab]", "[^a]", "[]a]",
        "[a-]", "\\.", "\\d", "\\w", "\\b", "\\x61", "\\u0062", "\\n", "\\(", "*", "+", "?", "*?", "{0}", "{1}", "{0,2}",
        "{2,}", "{,2}", "{", "}", "{a}", "-", "#", "(a|b)", "(ab)?", "(a)+",
    ];

    [Theory]
    [InlineData("^SKU-0000", "SKU-0000")]
    [InlineData("order.*refused$", "order", "refused")]
    [InlineData("a\\.b\\-c", "a.b-c")]
    [InlineData("ab+c", "ab", "c")]
    [InlineData("ab*cd?e{0,2}f{2}g", "a", "c", "f", "g")]
    [InlineData("ab{2,3}?c", "ab", "c")]
    [InlineData("x(?:yes|no)z", "x", "z")]
    [InlineData("x(y)?(?<name>[|)(]w)z", "x", "z")]
    [InlineData("a[^]x]b[a\\]]c", "a", "b", "c")]
    [InlineData("a\\x41b\\u0041c\\tf", "a", "b", "c", "f")]
    [InlineData("one|two")]
    [InlineData("|one")]
    [InlineData("(?i)one")]
    [InlineData("one(?-i:two)")]
    [InlineData("one\\p{L}")]
    [InlineData("one[a-z-[aeiou]]")]
    [InlineData("")]
    [InlineData(".*")]
    public void The_texts_are_those_of_the_outermost_sequence(string pattern, params string[] texts) =>
        Assert.Equal(texts, PatternTexts.Of(pattern));

    [Fact]
    public void Whatever_matches_contains_all_texts_of_the_pattern()
    {
        var (matches, told) = (0, 0);
        var any =
            from count in Gen.Choose(1, 8)
            from pieces in Gen.Elements(_pieces.AsEnumerable()).ArrayOf(count)
            from texts in Gen.Elements("a", "b", "ab", "A", "B", "é", ".", "(", " ", "-", "#", "{", "}", "7", ",2")
                .ArrayOf().Select(string.Concat).ArrayOf(12)
            select (Pattern: string.Concat(pieces), Texts: texts);
        Law.Holds(any, asked =>
        {
            if (BoundedPattern.TryCreate(asked.Pattern, out _) is not { } regex) return;
            var required = PatternTexts.Of(asked.Pattern);
            foreach (var text in asked.Texts.Append(asked.Pattern).Where(text => regex.IsMatch(text)))
            {
                (matches, told) = (matches + 1, told + required.Length);
                Assert.All(required, one => Assert.Contains(one, text, StringComparison.Ordinal));
            }
        }, cases: 5_000);
        Assert.True(matches > 2_000 && told > 300, $"{matches} matches with {told} texts");
    }
}
