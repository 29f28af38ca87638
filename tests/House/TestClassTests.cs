using System.Text.RegularExpressions;

namespace Tracing.House;

/// <summary>Classes of tests fit the framework that runs them: it ends one by IAsyncLifetime or IDisposable and not by
/// IAsyncDisposable, and runs several at once in one process.</summary>
public sealed partial class TestClassTests
{
    private static readonly string[] _sources =
        [.. Directory.GetFiles(Path.Combine(ProductSources.Root, "tests"), "*Tests.cs", SearchOption.AllDirectories)
            .Where(static file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}"))];

    [Fact]
    public void A_class_of_tests_is_ended_by_what_the_framework_calls() =>
        Assert.Empty(_sources.Where(static file => Ended().IsMatch(File.ReadAllText(file))).Select(Path.GetFileName));

    // Another class would see the change in the midst of its own test: a node that starts while a variable names an
    // endpoint sends its spans there.
    [Fact]
    public void A_class_of_tests_that_changes_the_process_runs_alone() =>
        Assert.Empty(_sources.Where(static file => File.ReadAllText(file) is var text && ChangesProcess().IsMatch(text)
            && !text.Contains("[Collection(AloneCollection.Name)]", StringComparison.Ordinal)).Select(Path.GetFileName));

    [Fact]
    public void The_classes_are_read_from_the_sources()
    {
        Assert.True(_sources.Length > 100);
        Assert.Contains(_sources, static file => ChangesProcess().IsMatch(File.ReadAllText(file)));
        Assert.Matches(Ended(), $"public sealed class {nameof(TestClassTests)} : Laws, IAsyncDisposable\n{{");
    }

    [GeneratedRegex(
        @"Environment\.(SetEnvironmentVariable|CurrentDirectory\s*=)|Console\.Set(Out|Error|In)\(|AppContext\.Set"
        + @"|GCSettings\.\w+\s*=|DefaultThreadCurrent(UI)?Culture\s*=|Directory\.SetCurrentDirectory|ThreadPool\.Set")]
    private static partial Regex ChangesProcess();

    [GeneratedRegex(@"class \w+Tests\b[^{]*\bIAsyncDisposable\b")]
    private static partial Regex Ended();
}
