using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using Tracing.Assembling;
using Tracing.Closing;
using Tracing.Keeping;
using Tracing.Wire.Spans;

namespace Tracing.TraceQl.Evaluating;

public class StructureTests
{
    private static readonly string[] _relations =
        [">", ">>", "<", "<<", "~", "!>", "!>>", "!<", "!<<", "!~", "&>", "&>>", "&<", "&<<", "&~"];

    // Each span's parent is an earlier one, none, or missing, so there is no cycle.
    private static Gen<ImmutableArray<RawSpan>> Tree { get; } =
        from count in Gen.Choose(1, 12)
        from parents in Gen.CollectToArray(Enumerable.Range(1, count).Select(id => Gen.Choose(-2, id - 1)))
        from names in Gen.Elements("a", "b", "c").ArrayOf(count)
        select Enumerable.Range(0, count)
            .Select(at => Some.Span(at + 1, parents[at] < 0 ? 100 - parents[at] : parents[at], name: names[at], startMillis: 12 - at))
            .ToImmutableArray();

    [Fact]
    public void Structural_operators_find_what_a_walk_from_each_span_finds()
    {
        var forms = new AnyForm[] { Named("a"), Named("b") };
        Law.Holds(Tree.SelectMany(tree => Gen.Elements(_relations).Select(relation => (tree, relation))), any =>
        {
            var trace = Trace(any.tree);
            var query = TraceQlQuery.TryParse($"{{ {forms[0].Text} }} {any.relation} {{ {forms[1].Text} }}", out _)!;
            Assert.Equal(AnyTraceQl.Related([.. trace.Decode()], forms[0], any.relation, forms[1]).Select(at => at + 1),
                Selected(query, trace));
        }, cases: 3_000);

        static AnyForm Named(string name) => new($"name = \"{name}\"", (spans, at) => spans[at].Span.Name == name);
    }

    [Fact]
    public void A_cycle_is_cut_at_its_earliest_span()
    {
        var cycle = Trace([Some.Span(1, 3, startMillis: 5), Some.Span(2, 1, startMillis: 10), Some.Span(3, 2, startMillis: 20)]);
        Assert.Equal([2, 3], Selected(TraceQlQuery.TryParse("{ name = `span 1` } >> { }", out _)!, cycle));
        Assert.Equal([1], Selected(TraceQlQuery.TryParse("{ nestedSetParent < 0 }", out _)!, cycle));
        Assert.Equal([1, 2], Selected(TraceQlQuery.TryParse("{ name = `span 3` } << { }", out _)!, cycle));
    }

    [Fact]
    public void A_trace_of_many_nested_spans_is_evaluated_without_deep_recursion()
    {
        var chain = Trace([.. Enumerable.Range(1, 20_000).Select(id => Some.Span(id, id - 1, startMillis: id))]);
        Assert.Equal([20_000], Selected(TraceQlQuery.TryParse("{ name = `span 1` } >> { childCount = 0 }", out _)!, chain));
    }

    private static KeptTrace Trace(ImmutableArray<RawSpan> spans) =>
        KeptTrace.Of(new ClosedTrace(spans[0].TraceId, 0, Completeness.Settled, spans, 0, Some.Time));

    private static IEnumerable<int> Selected(TraceQlQuery query, KeptTrace trace) =>
        query.Match(trace)?.Spansets.SelectMany(set => set.Spans).Select(span => (int)span.Span.SpanId.Value) ?? [];
}
