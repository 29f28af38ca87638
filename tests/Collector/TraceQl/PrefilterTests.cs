using Tracing.Finding;

namespace Tracing.TraceQl;

public class PrefilterTests
{
    [Theory]
    [InlineData("SKU-0000[0-9]+", "SKU-0000")]
    [InlineData("/user/(orders|stock)/7.*x", @"/user/[\s\S]*/7[\s\S]*x")]
    [InlineData("a b[.]com|x", "")]
    [InlineData("one\\\\+two", "")]
    [InlineData("caf\u00e9 (1|2)", "")]
    [InlineData("(GET|POST)", "")]
    public void A_store_is_asked_for_the_plain_texts_of_a_pattern_in_their_order(string pattern, string asked)
    {
        var query = TraceQlQuery.TryParse($"{{ span.k =~ \"{pattern}\" }}", out var fault);
        Assert.True(query is not null, $"{fault}");
        var condition = Assert.Single(Prefilter.Of(query.Pipeline).Attributes);
        Assert.Equal((AttributeOperator.Matches, asked), (condition.Operator, condition.Text));
    }

    [Fact]
    public void A_store_is_asked_for_no_text_of_a_pattern_that_must_not_match()
    {
        var query = TraceQlQuery.TryParse("{ span.k !~ \"SKU-0000\" }", out _)!;
        Assert.Equal("", Assert.Single(Prefilter.Of(query.Pipeline).Attributes).Text);
    }
}
