using System.Runtime.CompilerServices;

namespace Tracing.Testing;

/// <summary>docs/testing.md shows code and texts that a test has run.</summary>
public class DocsTests
{
    private static readonly string _root = FindRoot();

    private static string FindRoot([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", ".."));

    // Blocks of one language, their lines without indentation.
    private static IEnumerable<string> Blocks(string language) =>
        from part in File.ReadAllText(Path.Combine(_root, "docs", "testing.md")).Split("```").Where((_, at) => at % 2 == 1)
        where part.StartsWith(language + "\n", StringComparison.Ordinal)
        select Trimmed(part[(language.Length + 1)..]);

    private static string Trimmed(string text) => string.Join('\n', text.Trim().Split('\n').Select(line => line.Trim()));

    private static string All(string pattern, params string[] folders) => string.Join('\n', folders
        .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(_root, folder), pattern, SearchOption.AllDirectories))
        .Select(file => Trimmed(File.ReadAllText(file))));

    [Fact]
    public void Each_snippet_is_code_of_a_test()
    {
        var code = All("*.cs", "samples/ShopTests", "tests/TestKit", "tests/TestKitHosting");
        Assert.NotEmpty(Blocks("csharp"));
        Assert.All(Blocks("csharp"), block => Assert.Contains(block, code, StringComparison.Ordinal));
    }

    [Fact]
    public void Each_text_is_what_a_test_has_printed()
    {
        var texts = All("*.txt", "samples/ShopTests/Approved", "tests/TestKit/Golden");
        Assert.NotEmpty(Blocks("text"));
        Assert.All(Blocks("text"), block => Assert.Contains(block, texts, StringComparison.Ordinal));
    }
}
