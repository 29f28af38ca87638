using System.Text.Json;

namespace Tracing.House;

/// <summary>The packages that the projects were restored with.</summary>
public sealed class PackageTests
{
    public static TheoryData<string> Projects =>
        [.. ProductSources.Projects.Where(static project => File.Exists(Assets(project)))];

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_has_one_version_of_the_Akka_family(string project)
    {
        var versions = Packages(project).Where(static package => IsOfTheFamily(package.Name))
            .ToLookup(static package => package.Version);
        Assert.True(versions.Count <= 1, string.Join('\n', versions.Select(
            static version => $"{version.Key}: {string.Join(", ", version.Select(static package => package.Name))}")));
    }

    [Fact]
    public void Packages_are_read_from_the_assets() =>
        Assert.Contains(Packages("Demo"), static package => package.Name == "Akka.Remote");

    // The analyzers have versions of their own. The newest release of the family is not published together.
    private static bool IsOfTheFamily(string name) =>
        (name == "Akka" || name.StartsWith("Akka.", StringComparison.Ordinal)) && name != "Akka.Analyzers";

    private static (string Name, string Version)[] Packages(string project)
    {
        using var assets = JsonDocument.Parse(File.ReadAllBytes(Assets(project)));
        return assets.RootElement.GetProperty("libraries").EnumerateObject()
            .Select(static library => library.Name.Split('/')).Select(static parts => (parts[0], parts[1])).ToArray();
    }

    private static string Assets(string project) =>
        Path.Combine(ProductSources.Root, "src", project, "obj", "project.assets.json");
}
