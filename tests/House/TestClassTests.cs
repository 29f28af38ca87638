using System.Text.RegularExpressions;

namespace Tracing.House;

/// <summary>The framework of the tests ends a class of tests by IAsyncLifetime or IDisposable. It does not call IAsyncDisposable,
/// so folders and servers of a class that has that alone would stay.</summary>
public sealed partial class TestClassTests
{
    private static readonly string[] _sources =
        [.. Directory.GetFiles(Path.Combine(ProductSources.Root, "tests"), "*Tests.cs", SearchOption.AllDirectories)
            .Where(static file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}"))];

    [Fact]
    public void A_class_of_tests_is_ended_by_what_the_framework_calls() =>
        Assert.Empty(_sources.Where(static file => Ended().IsMatch(File.ReadAllText(file))).Select(Path.GetFileName));

    [Fact]
    public void The_classes_are_read_from_the_sources()
    {
        Assert.True(_sources.Length > 100);
        Assert.Matches(Ended(), "public sealed class SomeTests : Laws, IAsyncDisposable\n{");
    }

    [GeneratedRegex(@"class \w+Tests\b[^{]*\bIAsyncDisposable\b")]
    private static partial Regex Ended();
}
