using Tracing.Trees;
using Tracing.Wire.Spans;

namespace Tracing.Analysis;

/// <summary>Traces of 100,000 spans: recursion would overflow the stack, and quadratic work would take
/// minutes.</summary>
public class LargeTraceTests
{
    public static TheoryData<string> Shapes => ["deep", "wide"];

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Every_analysis_can_handle_a_hundred_thousand_spans(string shape)
    {
        var tree = Tree(shape == "deep" ? AnyTree.Deep() : AnyTree.Wide());
        Assert.Equal(100_000, SpanTimes.Of(tree).Length);
        var path = CriticalPath.Of(tree);
        // The root ends last, so the path is as long as the root.
        Assert.Equal(199_998 + (shape == "wide" ? 2 : 0), Drawn.Millis(path[^1].ToUnixNanos) - Drawn.Millis(path[0].FromUnixNanos));
        Assert.Equal(100_000, TraceComparison.Of(tree, tree).Length);
        var graph = CallGraph.OfServices();
        graph.Add(tree);
        Assert.Equal(100_000, Assert.Single(graph.Nodes).Spans);
    }

    private static TraceTree Tree(IEnumerable<RawSpan> spans) => Drawn.Tree(spans);
}
