using FsCheck.Fluent;

namespace Tracing.Finding;

public class ConditionTextTests
{
    [Theory]
    [InlineData("http.status_code>=500", AttributeScope.Any, "http.status_code", AttributeOperator.GreaterOrEqual, TagKind.Int, "500")]
    [InlineData("resource:host.name = node-7", AttributeScope.Resource, "host.name", AttributeOperator.Equal, TagKind.String, "node-7")]
    [InlineData("event:exception.message=~time.*out", AttributeScope.Event, "exception.message", AttributeOperator.Matches, TagKind.String, "time.*out")]
    [InlineData("span:flag=true", AttributeScope.Span, "flag", AttributeOperator.Equal, TagKind.Bool, "true")]
    [InlineData("link:k!=2.50", AttributeScope.Link, "k", AttributeOperator.NotEqual, TagKind.Double, "2.5")]
    [InlineData("scope:k!~^a$", AttributeScope.Scope, "k", AttributeOperator.NotMatches, TagKind.String, "^a$")]
    [InlineData("k=\"500\"", AttributeScope.Any, "k", AttributeOperator.Equal, TagKind.String, "500")]
    [InlineData("k=", AttributeScope.Any, "k", AttributeOperator.Equal, TagKind.String, "")]
    [InlineData("k=a=b", AttributeScope.Any, "k", AttributeOperator.Equal, TagKind.String, "a=b")]
    [InlineData("wow!=1", AttributeScope.Any, "wow", AttributeOperator.NotEqual, TagKind.Int, "1")]
    [InlineData("what!now=1", AttributeScope.Any, "what!now", AttributeOperator.Equal, TagKind.Int, "1")]
    [InlineData("list*=a", AttributeScope.Any, "list", AttributeOperator.Holds, TagKind.String, "a")]
    [InlineData("k=~5", AttributeScope.Any, "k", AttributeOperator.Matches, TagKind.String, "5")]
    [InlineData("list=[\"a,b\", \"c\"]", AttributeScope.Any, "list", AttributeOperator.Equal, TagKind.String, "[\"a,b\",\"c\"]")]
    [InlineData("k=[not json", AttributeScope.Any, "k", AttributeOperator.Equal, TagKind.String, "[not json")]
    public void A_condition_is_read(
        string text, AttributeScope scope, string key, AttributeOperator compares, TagKind kind, string value)
    {
        var condition = ConditionText.TryParse(text, out var problem)!;
        Assert.Null(problem);
        Assert.Equal((scope, key, compares, kind, value), (condition.Scope, condition.Key, condition.Operator,
            condition.Value.Kind, condition.Value.ToString()));
        Assert.Equal(condition, ConditionText.TryParse(condition.ToString(), out _));
    }

    [Theory]
    [InlineData("", "must be name=value; comparisons are = != > >= < <= =~ !~ *=")]
    [InlineData("name", "must be name=value; comparisons are = != > >= < <= =~ !~ *=")]
    [InlineData("=7", "must be name=value; comparisons are = != > >= < <= =~ !~ *=")]
    [InlineData("resource:=7", "a name must have 1 to 4096 characters")]
    [InlineData("k=\"open", "has a quote that does not end, or an unknown escape")]
    [InlineData("k=~(", "not a regular expression: Invalid pattern '(' at offset 1. Not enough )'s.")]
    [InlineData("k=~(?=a)", "a regular expression may not look around or refer to its groups")]
    [InlineData("k=~((a{50}){50})", "a regular expression may repeat up to 1000 times")]
    public void What_cannot_be_read_says_why(string text, string problem)
    {
        Assert.Null(ConditionText.TryParse(text, out var told));
        Assert.Equal(problem, told);
    }

    [Fact]
    public void A_regular_expression_has_a_longest_length()
    {
        Assert.NotNull(ConditionText.TryParse("k=~" + new string('a', BoundedPattern.MaxLength), out _));
        Assert.Null(ConditionText.TryParse("k=~" + new string('a', BoundedPattern.MaxLength + 1), out var problem));
        Assert.Equal("a regular expression may have up to 500 characters", problem);
    }

    [Fact]
    public void Any_condition_is_read_back_from_its_text() => Law.Holds(AnySearch.Condition, condition =>
    {
        var read = ConditionText.TryParse($"{condition}", out _)!;
        Assert.Equal((condition.Scope, condition.Key, condition.Operator, condition.Text),
            (read.Scope, read.Key, read.Operator, read.Text));
    });

    [Fact]
    public void Any_text_is_read_or_refused_without_an_exception() => Law.Holds(
        Gen.Elements("k", "=", "~", "!", "<", ">", "\"", "\\", "[", "{", "(", "}", "9", "a", ":", "span:").ArrayOf()
            .Select(string.Concat),
        text => Assert.NotEqual(ConditionText.TryParse(text, out var problem) is null, problem is null), cases: 3_000);
}
