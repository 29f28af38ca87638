using System.Collections.Immutable;

namespace Tracing.House;

public sealed class FolderGraphTests
{
    [Fact]
    public void A_circle_over_three_folders_is_found_with_the_references_that_make_it()
    {
        var graph = new FolderGraph([
            new("a", "b", "a/One.cs", "Two"),
            new("b", "c", "b/Two.cs", "Three"),
            new("c", "a", "c/Three.cs", "One"),
            new("c", "d", "c/Three.cs", "Four"),
        ]);

        var circle = Assert.Single(graph.Circles());

        Assert.Equal(["a", "b", "c"], circle.ToArray());
        Assert.Equal(["One", "Three", "Two"], graph.Within(circle).Select(reference => reference.Type).Order());
    }

    [Fact]
    public void References_that_point_one_way_are_no_circle() =>
        Assert.Empty(new FolderGraph([new("a", "b", "a/One.cs", "Two"), new("a", "c", "a/One.cs", "Three"), new("b", "c", "b/Two.cs", "Three")]).Circles());

    [Fact]
    public void The_sources_hold_references_between_folders() =>
        Assert.NotEmpty(FolderGraph.Read("Collector").Within([.. Directories("Collector")]));

    private static ImmutableArray<string> Directories(string project) =>
    [
        .. Directory.EnumerateDirectories(Path.Combine(ProductSources.Root, "src", project), "*", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(ProductSources.Root, path)),
    ];
}
