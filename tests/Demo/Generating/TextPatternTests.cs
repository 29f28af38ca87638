namespace Tracing.Demo.Generating;

public class TextPatternTests
{
    [Theory]
    [InlineData("200", TagKind.Int)]
    [InlineData("-7", TagKind.Int)]
    [InlineData("{pick 200|201}", TagKind.Int)]
    [InlineData("{int 1 9}", TagKind.Int)]
    [InlineData("true", TagKind.Bool)]
    [InlineData("{pick true|false}", TagKind.Bool)]
    [InlineData("007", TagKind.String)]
    [InlineData(" 7", TagKind.String)]
    [InlineData("", TagKind.String)]
    [InlineData("7{int 1 9}", TagKind.String)]
    [InlineData("{pick 200|other}", TagKind.String)]
    [InlineData("{pick true|1}", TagKind.String)]
    [InlineData("99999999999999999999", TagKind.String)]
    public void A_pattern_that_can_only_be_a_number_or_a_boolean_makes_one(string pattern, TagKind kind) =>
        Assert.Equal(kind, TextPattern.Parse(pattern).Value(new Random(1)).Kind);

    [Fact]
    public void Each_choice_occurs_with_its_value()
    {
        var (pattern, random) = (TextPattern.Parse("{pick 200|201}"), new Random(1));
        var made = Enumerable.Range(0, 100).Select(_ => pattern.Value(random).AsInt).Distinct().Order();
        Assert.Equal([200L, 201L], made);
    }
}
