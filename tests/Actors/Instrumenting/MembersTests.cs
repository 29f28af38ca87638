using System.Text.RegularExpressions;

namespace Tracing.Actors.Instrumenting;

public partial class MembersTests
{
    [Fact]
    public void This_Akka_has_every_member_that_the_instrumentation_needs() => Assert.Empty(AkkaMembers.Missing());

    [Fact]
    public void A_missing_member_is_noticed_without_harm()
    {
        Assert.False(AkkaMembers.IsThere(static () => throw new MissingMethodException("gone")));
        Assert.True(AkkaMembers.IsThere(static () => _ = ((string)null!).Length));
    }

    [Fact]
    public void The_table_in_the_rationale_has_the_members_that_the_code_uses_and_no_others()
    {
        var project = Path.Combine(Root(), "src", "Actors");
        var used = Sources(project).SelectMany(static code => MembersInCode().Matches(code)).Select(Name);
        var listed = RowsOfTable().Matches(File.ReadAllText(Path.Combine(project, "RATIONALE.md"))).Select(Name);
        Assert.Equal(used.Order().Distinct(), listed.Order());
    }

    // Accessors, types found by name, and the getters of PersistenceMembers; its public member is none of them.
    [GeneratedRegex("""UnsafeAccessorKind\.\w+, Name = "(?<name>\w+)"|GetType\("[\w.]+\.(?<name>\w+)"\)|GetProperty\("(?<name>\w+)"|Getter<\w+>\(type, "(?<name>_\w+)"\)""")]
    private static partial Regex MembersInCode();

    [GeneratedRegex("""^\| `[\w.]*\.(?<name>\w+)`""", RegexOptions.Multiline)]
    private static partial Regex RowsOfTable();

    private static string Name(Match match) => match.Groups["name"].Value;

    private static IEnumerable<string> Sources(string project) => Directory
        .EnumerateFiles(project, "*.cs", SearchOption.AllDirectories)
        .Where(static path => !path.Contains("/obj/", StringComparison.Ordinal))
        .Select(File.ReadAllText);

    private static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Tracing.sln"))) folder = Path.GetDirectoryName(folder)!;
        return folder;
    }
}
