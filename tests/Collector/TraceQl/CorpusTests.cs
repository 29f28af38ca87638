using Tracing.TraceQl.Syntax;

namespace Tracing.TraceQl;

public sealed class CorpusTests
{
    public static TheoryData<string, string> Corpus
    {
        get
        {
            var corpus = new TheoryData<string, string>();
            foreach (var line in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "TraceQl", "corpus.txt")))
                if (!line.StartsWith('#') && line.Split("=>") is [var query, var spans])
                    corpus.Add(query.Trim(), spans.Trim());
            return corpus;
        }
    }

    [Theory]
    [MemberData(nameof(Corpus))]
    public void A_query_selects_the_spans_that_a_reader_expects(string text, string expected)
    {
        var query = TraceQlQuery.TryParse(text, out var fault);
        Assert.True(query is not null, $"{fault}");
        Assert.Equal(expected, SmallWorld.Select(query));
    }

    [Theory]
    [MemberData(nameof(Corpus))]
    public void The_prefilter_of_a_query_lets_each_matching_trace_pass(string text, string expected)
    {
        var prefilter = Prefilter.Of(TraceQlQuery.TryParse(text, out _)!.Pipeline);
        var matching = expected.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(span => span[0]).Distinct();
        Assert.All(matching, number => Assert.True(prefilter.Matches(SmallWorld.Traces[number - '1'])));
    }
}
