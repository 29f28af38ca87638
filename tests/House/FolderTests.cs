using Microsoft.CodeAnalysis;

namespace Tracing.House;

public sealed class FolderTests
{
    public static TheoryData<string> Projects => [.. ProductSources.Projects];

    [Fact]
    public void The_sources_compile_so_that_no_reference_is_overlooked() =>
        Assert.Empty(ProductSources.Compilation.GetDiagnostics()
            .Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)
            .Select(diagnostic => diagnostic.ToString()));

    [Theory]
    [MemberData(nameof(Projects))]
    public void Folders_of_a_project_do_not_import_each_other_in_a_circle(string project)
    {
        var graph = FolderGraph.Read(project);
        var circles = graph.Circles();
        Assert.True(circles.IsEmpty, string.Join('\n', circles.Select(circle =>
            $"These folders import each other in a circle: {string.Join(", ", circle)}. Cut one of:\n  "
            + string.Join("\n  ", graph.Within(circle)))));
    }
}
