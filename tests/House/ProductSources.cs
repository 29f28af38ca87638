using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Tracing.House;

/// <summary>Every source file under src, compiled together, so that each name resolves to the file that declares it.</summary>
internal static class ProductSources
{
    private const string ImplicitUsings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    private static readonly Lazy<CSharpCompilation> _compilation = new(Compile);

    public static string Root { get; } = FindRoot();

    public static CSharpCompilation Compilation => _compilation.Value;

    /// <summary>Names of the folders directly under src: one for each project.</summary>
    public static ImmutableArray<string> Projects { get; } =
        [.. Directory.EnumerateDirectories(Path.Combine(Root, "src")).Select(path => Path.GetFileName(path)!).Order()];

    private static string FindRoot([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", ".."));

    // The build writes the code of a .proto file into obj, in the schema's own folders; it counts as the schema's file.
    private static IEnumerable<(string Path, string Code)> FromSchemas()
    {
        var built = Path.GetRelativePath(Path.Combine(Root, "tests", "House", "bin"), AppContext.BaseDirectory);
        return
            from schema in Directory.EnumerateFiles(Path.Combine(Root, "src"), "*.proto", SearchOption.AllDirectories)
            let path = Path.GetRelativePath(Root, schema)
            let obj = Path.Combine(Root, "src", path.Split('/')[1], "obj", built)
            let name = $"{Path.GetFileNameWithoutExtension(schema).Replace("_", "", StringComparison.Ordinal)}.cs"
            let options = new EnumerationOptions { RecurseSubdirectories = true, MatchCasing = MatchCasing.CaseInsensitive }
            select (path, Directory.EnumerateFiles(obj, name, options).Single());
    }

    private static CSharpCompilation Compile()
    {
        var options = CSharpParseOptions.Default.WithLanguageVersion(LanguageVersion.Preview);
        var trees = Directory.EnumerateFiles(Path.Combine(Root, "src"), "*.cs", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Root, path))
            .Where(path => !path.Split('/').Any(part => part is "bin" or "obj" or "Polyfills"))
            .Order()
            .Select(path => CSharpSyntaxTree.ParseText(
                File.ReadAllText(Path.Combine(Root, path)), options, path))
            .Concat(FromSchemas().Select(file => CSharpSyntaxTree.ParseText(File.ReadAllText(file.Code), options, file.Path)))
            .Append(CSharpSyntaxTree.ParseText(ImplicitUsings, options, "ImplicitUsings.cs"));
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => !Path.GetFileName(path).StartsWith("Tracing.", StringComparison.Ordinal))
            .Select(path => MetadataReference.CreateFromFile(path));
        // Whether a value may be null is the build's business; without it, names resolve in half the time.
        return CSharpCompilation.Create(
            "Tracing.Everything", trees, references, new(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true));
    }
}
