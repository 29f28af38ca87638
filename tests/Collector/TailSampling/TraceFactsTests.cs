using Tracing.Closing;
using Tracing.Wire.Spans;

namespace Tracing.TailSampling;

public class TraceFactsTests
{
    [Fact]
    public void Values_of_a_key_are_those_of_all_spans_and_of_each_resource_once_in_order()
    {
        var facts = Facts(
            Some.Span(1, tags: [new Tag("a", 1), new Tag("b", "x")]),
            Some.Span(2, service: "bank", tags: new Tag("a", "two")),
            Some.Span(3, tags: new Tag("a", true)));
        Assert.Equal(["1", "two", "true"], facts.Values("a").ToArray().Select(value => value.ToString()));
        Assert.Equal(["shop", "bank"], facts.Values("service.name").ToArray().Select(value => value.AsString));
        Assert.Equal("x", facts.Values("b")[0].AsString);
        Assert.True(facts.Values("c").IsEmpty);
        Assert.True(facts.Values("").IsEmpty);
    }

    [Fact]
    public void The_root_is_the_earliest_span_without_a_parent_or_else_the_earliest_span()
    {
        Assert.Equal(new TraceOperation("shop", "root"),
            Facts(Some.Span(2, 1, startMillis: 0), Some.Span(1, name: "root", startMillis: 5)).Root);
        Assert.Equal(new TraceOperation("shop", "first"),
            Facts(Some.Span(3, 1, startMillis: 9), Some.Span(2, 1, name: "first", startMillis: 5)).Root);
        Assert.Equal(new TraceOperation("", ""), Facts().Root);
    }

    [Fact]
    public void Any_bytes_at_all_have_facts()
    {
        var random = new Random(5);
        for (var i = 0; i < 2_000; i++)
        {
            var bytes = new byte[random.Next(60)];
            random.NextBytes(bytes);
            var facts = Facts(Some.Span(1) with { Bytes = bytes, EndUnixNanos = (ulong)random.NextInt64() });
            Assert.Single(facts.Operations);
            Assert.True(facts.Values("a").Length <= bytes.Length);
            Assert.NotNull(facts.Root.Name);
        }
    }

    private static TraceFacts Facts(params RawSpan[] spans) => new(Some.Trace(1), [.. spans], Completeness.Exact);
}
