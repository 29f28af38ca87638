namespace Tracing.TraceQl.Parsing;

public sealed class ParsingTests
{
    [Theory]
    [InlineData("", 1, 1, "expected '{'")]
    [InlineData("true", 1, 1, "expected '{'")]
    [InlineData("{ . }", 1, 4, "expected the name of an attribute after '.'")]
    [InlineData("{ span. }", 1, 8, "expected the name of an attribute after 'span.'")]
    [InlineData("{ < }", 1, 3, "expected a field or a value, found '<'")]
    [InlineData("{ .a < }", 1, 8, "expected a field or a value, found '}'")]
    [InlineData("{ .a < 3", 1, 9, "expected '}' or an operator, found the end of the query")]
    [InlineData("{ (.a < 3 }", 1, 11, "expected ')', found '}'")]
    [InlineData("{ foo = 4 }", 1, 3, "unknown field 'foo'; attributes are .foo, span.foo or resource.foo")]
    [InlineData("{ .a == 4 }", 1, 7, "expected a field or a value, found '='")]
    [InlineData("{\n  .a = 1 &&\n  # }", 3, 3, "unexpected character '#'")]
    [InlineData("{ name = \"a }", 1, 10, "the quote does not end")]
    [InlineData("{ name = \"\\q\" }", 1, 11, "unknown escape")]
    [InlineData("{ duration > 10xs }", 1, 14, "'10xs' is neither a number nor a duration")]
    [InlineData("{ trace:status = error }", 1, 3, "unknown field 'trace:status'")]
    [InlineData("{ true } + { true }", 1, 10, "expected '|', the end of the query, or an operator between spansets")]
    [InlineData("{ status }", 1, 3, "expected a condition")]
    [InlineData("{ 1 + 1 }", 1, 3, "expected a condition")]
    [InlineData("{ 1 = \"foo\" }", 1, 5, "cannot compare 1 with the text \"foo\"")]
    [InlineData("{ name = 3 }", 1, 8, "cannot compare name, which is a text with 3")]
    [InlineData("{ 1 + \"foo\" = 1 }", 1, 5, "a calculation needs numbers or durations")]
    [InlineData("{ status > ok }", 1, 10, "can be compared with = and != only")]
    [InlineData("{ .a > nil }", 1, 6, "nil can be compared with = and != only")]
    [InlineData("{ true && 1.1 }", 1, 8, "need true or false on both sides, found 1.1")]
    [InlineData("{ -name = \"foo\" }", 1, 4, "'-' needs a number or a duration")]
    [InlineData("{ !1 = 1 }", 1, 4, "'!' needs true or false")]
    [InlineData("{ span.foo =~ \"[\" }", 1, 15, "not a regular expression: Invalid pattern '[' at offset 1")]
    [InlineData("{ span.foo =~ \"a)|(b\" }", 1, 15, "not a regular expression: Invalid pattern 'a)|(b' at offset 2")]
    [InlineData("{ span.foo =~ \"(?x)a # b\" }", 1, 15, "a regular expression may not end with a comment")]
    [InlineData("{ span.foo =~ 2 }", 1, 15, "expected a regular expression in quotes")]
    [InlineData("{ } | count()", 1, 14, "expected a comparison")]
    [InlineData("{ } | count() > \"a\"", 1, 17, "expected a number or a duration")]
    [InlineData("{ } | max(name) > 1", 1, 11, "max() needs a number or a duration")]
    [InlineData("{ } | max() > 1", 1, 11, "max() needs a field")]
    [InlineData("{ } | sum(3) > 1", 1, 11, "sum() needs a field of the span")]
    [InlineData("{ } | foo()", 1, 7, "expected '{', count(), avg(), max(), min(), sum(), by(), coalesce(), select()")]
    [InlineData("coalesce() | { }", 1, 1, "expected '{'")]
    [InlineData("{ } | select()", 1, 14, "expected a field")]
    [InlineData("{ } | rate() by ()", 1, 18, "expected a field")]
    [InlineData("{ } | quantile_over_time(duration, 2)", 1, 36, "quantiles from 0 to 1")]
    [InlineData("{ } | rate() | { }", 1, 16, "expected topk() or bottomk()")]
    public void A_text_that_is_no_query_is_refused_with_the_place_and_what_was_expected(
        string text, int line, int column, string problem)
    {
        Assert.Null(TraceQlQuery.TryParse(text, out var fault));
        Assert.Equal((line, column), (fault!.Line, fault.Column));
        Assert.Contains(problem, fault.Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("(", 60, "nested up to 50 deep")]
    [InlineData("{ .a && ", 1, "found '}'")]
    [InlineData("{ ((", 30, "nested up to 50 deep")]
    public void Brackets_are_bounded_in_depth(string begin, int times, string problem)
    {
        var text = begin == "(" ? new string('(', times) + "{ }" : begin.Replace("((", new string('(', 2 * times), StringComparison.Ordinal) + "}";
        Assert.Null(TraceQlQuery.TryParse(text, out var fault));
        Assert.Contains(problem, fault!.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_query_is_bounded_in_length_and_in_operators()
    {
        Assert.Null(TraceQlQuery.TryParse("{ name = \"" + new string('a', TraceQlQuery.MaxLength) + "\" }", out var tooLong));
        Assert.Equal("a query may have up to 16384 characters", tooLong!.Problem);
        Assert.NotNull(TraceQlQuery.TryParse("{ " + string.Join(" || ", Enumerable.Repeat(".a", 501)) + " }", out _));
        Assert.Null(TraceQlQuery.TryParse("{ " + string.Join(" || ", Enumerable.Repeat(".a", 502)) + " }", out var tooMany));
        Assert.Equal("a query may have up to 500 operators", tooMany!.Problem);
    }

    [Fact]
    public void Arbitrary_texts_are_parsed_or_refused_and_never_throw() => Law.Holds(AnyQueryText.Tokens, text =>
    {
        if (TraceQlQuery.TryParse(text, out var fault) is { } query) SmallWorld.Select(query);
        else Assert.True(fault is { Line: > 0, Column: > 0 });
    }, cases: 3_000);
}
