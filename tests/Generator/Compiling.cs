using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Tracing.Generator.Diagnostics;

namespace Tracing.Generator;

/// <summary>Compiles small sources in memory against .NET and Tracing.</summary>
internal static class Compiling
{
    private static readonly CSharpParseOptions _parsing = new CSharpParseOptions(LanguageVersion.Preview)
        .WithFeatures([new("InterceptorsNamespaces", "Tracing.Generated")]);

    private static readonly ImmutableArray<MetadataReference> _platform =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path) is var name
                && (name.StartsWith("System.", StringComparison.Ordinal)
                    || name is "Microsoft.CSharp.dll" or "Tracing.dll"))
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    public static CSharpCompilation Compile(string source, params MetadataReference[] more) =>
        CSharpCompilation.Create("Sample", [Tree(source, "Sample.cs")], _platform.AddRange(more),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true));

    public static SyntaxTree Tree(string source, string path) =>
        CSharpSyntaxTree.ParseText($"using System;\nusing System.Collections.Generic;\nusing System.Linq.Expressions;\n"
            + $"using System.Threading.Tasks;\nusing Tracing;\n{source}", _parsing, path);

    public static GeneratorDriver Driver() => CSharpGeneratorDriver.Create(
        [new TracedGenerator().AsSourceGenerator()], parseOptions: _parsing,
        driverOptions: new GeneratorDriverOptions(
            IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));

    /// <summary>Runs the generator; its output must compile together with the source.</summary>
    public static string[] Generated(CSharpCompilation compilation)
    {
        var result = Driver().RunGeneratorsAndUpdateCompilation(compilation, out var whole, out _).GetRunResult();
        Assert.Empty(whole.GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error));
        return [.. result.GeneratedTrees.Select(tree => tree.ToString())];
    }

    /// <summary>Runs the analyzer; its diagnostics are in the order of the source.</summary>
    public static async Task<Diagnostic[]> Reported(CSharpCompilation compilation)
    {
        Assert.Empty(compilation.GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error));
        var found = await compilation.WithAnalyzers([new GapAnalyzer()]).GetAnalyzerDiagnosticsAsync();
        return [.. found.OrderBy(d => d.Location.SourceSpan.Start)];
    }
}
