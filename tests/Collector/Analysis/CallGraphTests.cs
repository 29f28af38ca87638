namespace Tracing.Analysis;

public class CallGraphTests
{
    [Fact]
    public void Services_are_joined_by_calls_between_them_and_errors_are_counted_where_they_happened()
    {
        var graph = CallGraph.OfServices();
        graph.Add(Drawn.Tree("1 0-40 @web; 2<1 1-2 @shop; 3<1 3-4 @shop !; 4<3 3-4 @shop !; 5<4 3-4 @bank"));
        graph.Add(Drawn.Tree("1 0-40 @web; 2<1 1-2 @shop"));
        Assert.Equal(["bank 1 0", "shop 4 2", "web 2 0"], graph.Nodes.Select(n => $"{n.Name} {n.Spans} {n.Errors}"));
        Assert.Equal(["shop>bank 1 0", "web>shop 3 1"], Edges(graph));
    }

    [Fact]
    public void Edges_lead_over_spans_outside_actors_and_generated_names_are_one_node()
    {
        var graph = CallGraph.OfActors();
        graph.Add(Drawn.Tree("1 0-9 ^/user/a; 2<1 1-2; 3<2 1-2 ^/user/pool/$b; 4<2 1-2 ^/user/pool/$c !"));
        Assert.Equal(["/user/a>/user/pool/$ 2 1"], Edges(graph));
    }

    [Fact]
    public void The_caller_above_a_missing_span_is_unknown()
    {
        var graph = CallGraph.OfServices();
        graph.Add(Drawn.Tree("1 0-9 @web; 3<2 1-2 @shop"));
        Assert.Empty(graph.Edges);
    }

    [Fact]
    public void Names_are_bounded_and_spans_without_room_are_counted()
    {
        var graph = CallGraph.OfServices(maxEntries: 2);
        graph.Add(Drawn.Tree("1 0-9 @a; 2<1 1-2 @b; 3<2 1-2 @c; 4<3 1-2 @d"));
        Assert.Equal((2, 2, 2), (graph.Nodes.Length, graph.Edges.Length, graph.LeftOut));
    }

    private static IEnumerable<string> Edges(CallGraph graph) =>
        graph.Edges.Select(e => $"{e.From}>{e.To} {e.Calls} {e.Errors}");
}
