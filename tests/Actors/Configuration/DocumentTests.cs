using System.Runtime.CompilerServices;
using Tracing.Configuration;

namespace Tracing.Actors.Configuration;

/// <summary>The tables of docs/ name what the code reads and writes.</summary>
public class DocumentTests
{
    [Fact]
    public void Each_variable_that_counts_is_in_the_table_beside_its_setting()
    {
        var lines = Document("configuration.md");
        Assert.All(OtelVariables.Known, known => Assert.Contains(lines, line =>
            line.Contains($"`{known.Key}`", StringComparison.Ordinal)
            && line.Contains($"`{known.Variable}`", StringComparison.Ordinal)));
    }

    [Fact]
    public void Each_attribute_that_counts_and_each_of_the_resource_is_in_the_conventions()
    {
        var text = string.Join('\n', Document("conventions.md"));
        var own = typeof(TracingTags).GetFields().Where(field => field.IsLiteral).Select(field => (string)field.GetRawConstantValue()!);
        Assert.All([.. own, .. ProcessAttributes.All.Select(tag => tag.Key)],
            name => Assert.Contains($"`{name}`", text, StringComparison.Ordinal));
    }

    private static string[] Document(string name, [CallerFilePath] string here = "") =>
        File.ReadAllLines(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "docs", name));
}
