using System.Xml.Linq;

namespace Tracing.House;

/// <summary>The projects below the actors know no Akka.NET, and the lowest two know no package at all.</summary>
public sealed class ReferenceTests
{
    [Theory]
    [InlineData("Tracing")]
    [InlineData("Collector")]
    [InlineData("Storage")]
    [InlineData("Sqlite")]
    [InlineData("Postgres")]
    public void A_project_below_the_actors_references_no_Akka(string project)
    {
        var names = AllReferences(project);
        Assert.DoesNotContain(names, name => name.StartsWith("Akka", StringComparison.OrdinalIgnoreCase) || name is "Actors" or "Cluster");
    }

    [Theory]
    [InlineData("Tracing")]
    [InlineData("Collector")]
    public void The_lowest_projects_reference_no_package(string project) =>
        Assert.Empty(References(project, "PackageReference"));

    [Fact]
    public void References_are_read_from_the_project_files() =>
        Assert.Contains("Akka", AllReferences("Actors"));

    /// <summary>Packages and projects, also those of the projects that a project references.</summary>
    private static HashSet<string> AllReferences(string project)
    {
        var all = new HashSet<string>(References(project, "PackageReference"));
        var waiting = new Stack<string>([project]);
        while (waiting.TryPop(out var next))
        {
            foreach (var name in References(next, "ProjectReference"))
            {
                all.UnionWith(References(name, "PackageReference"));
                if (all.Add(name)) waiting.Push(name);
            }
        }

        return all;
    }

    private static IEnumerable<string> References(string project, string kind)
    {
        var folder = Path.Combine(ProductSources.Root, "src", project);
        return XDocument.Load(Assert.Single(Directory.GetFiles(folder, "*.csproj"))).Descendants(kind)
            .Select(reference => reference.Attribute("Include")!.Value)
            .Select(name => kind == "ProjectReference" ? Path.GetFileName(Path.GetDirectoryName(name))! : name);
    }
}
