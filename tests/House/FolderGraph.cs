using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Tracing.House;

/// <summary>References between the folders of one project, and the circles among them.</summary>
internal sealed class FolderGraph(ImmutableArray<FolderReference> references)
{
    /// <summary>Reads the references of a project under src. A folder is the directory that holds the file.</summary>
    public static FolderGraph Read(string project)
    {
        var prefix = $"src/{project}/";
        var compilation = ProductSources.Compilation;
        var found = new HashSet<FolderReference>();
        foreach (var tree in compilation.SyntaxTrees.Where(tree => tree.FilePath.StartsWith(prefix, StringComparison.Ordinal)))
        {
            var model = compilation.GetSemanticModel(tree);
            foreach (var type in NamedTypes(tree, model))
            {
                var files = type.DeclaringSyntaxReferences.Select(declared => declared.SyntaxTree.FilePath)
                    .Where(path => path.StartsWith(prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal).ToArray();
                if (files.Length == 0 || files.Any(path => FolderOf(path) == FolderOf(tree.FilePath))) continue;
                found.Add(new(FolderOf(tree.FilePath), FolderOf(files[0]), tree.FilePath, type.Name));
            }
        }

        return new([.. found.OrderBy(reference => reference.ToString(), StringComparer.Ordinal)]);
    }

    /// <summary>Groups of folders in which each imports each other, directly or by way of others of the group.</summary>
    public ImmutableArray<ImmutableArray<string>> Circles()
    {
        var folders = references.SelectMany(reference => new[] { reference.From, reference.To }).Distinct().Order().ToArray();
        var reached = folders.ToDictionary(folder => folder, Reach);
        return
        [
            .. folders.Select(folder => folders
                    .Where(other => other == folder || (reached[folder].Contains(other) && reached[other].Contains(folder)))
                    .ToImmutableArray())
                .Where(group => group.Length > 1)
                .DistinctBy(group => string.Join(';', group)),
        ];
    }

    /// <summary>The references inside a circle, those of the folder pairs with the fewest first: they are the ones to cut.</summary>
    public IEnumerable<FolderReference> Within(ImmutableArray<string> circle) => references
        .Where(reference => circle.Contains(reference.From) && circle.Contains(reference.To))
        .GroupBy(reference => (reference.From, reference.To))
        .OrderBy(pair => pair.Count())
        .SelectMany(pair => pair);

    private HashSet<string> Reach(string start)
    {
        var seen = new HashSet<string>();
        var waiting = new Stack<string>([start]);
        while (waiting.TryPop(out var folder))
        {
            foreach (var reference in references.Where(reference => reference.From == folder))
            {
                if (seen.Add(reference.To)) waiting.Push(reference.To);
            }
        }

        return seen;
    }

    private static IEnumerable<INamedTypeSymbol> NamedTypes(SyntaxTree tree, SemanticModel model)
    {
        foreach (var node in tree.GetRoot().DescendantNodes())
        {
            var symbol = node switch
            {
                SimpleNameSyntax or ImplicitObjectCreationExpressionSyntax or ConstructorInitializerSyntax => model.GetSymbolInfo(node).Symbol,
                _ => null,
            };
            if (symbol is IMethodSymbol { ReducedFrom: { } extension }) symbol = extension;
            var type = symbol switch
            {
                INamedTypeSymbol named => named,
                { IsStatic: true } or IMethodSymbol { MethodKind: MethodKind.Constructor } => symbol.ContainingType,
                _ => null,
            };
            for (; type is not null; type = type.ContainingType)
            {
                if (type.ContainingType is null) yield return type.OriginalDefinition;
            }
        }
    }

    private static string FolderOf(string path) => Path.GetDirectoryName(path)!;
}
