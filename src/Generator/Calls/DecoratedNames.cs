using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Tracing.Generator.Calls;

/// <summary>The names of all methods that may be decorated. Calls of other names need no semantic analysis.</summary>
/// <remarks>
/// Semantic analysis of every call of a project takes seconds; the name rules out nearly all. Names are cached by
/// syntax tree and by referenced file, because these outlive the many compilations of an editor. The tables are weak,
/// so that they keep nothing alive that the compiler has released.
/// </remarks>
internal static class DecoratedNames
{
    private static readonly ConditionalWeakTable<Compilation, HashSet<string>> _byCompilation = new();
    private static readonly ConditionalWeakTable<SyntaxTree, string[]> _byTree = new();
    private static readonly ConditionalWeakTable<object, string[]> _byReference = new();

    public static HashSet<string> In(Compilation compilation) => _byCompilation.GetValue(compilation, Collect);

    private static HashSet<string> Collect(Compilation compilation)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var tree in compilation.SyntaxTrees) names.UnionWith(_byTree.GetValue(tree, OfTree));
        foreach (var reference in compilation.References)
        {
            if (compilation.GetAssemblyOrModuleSymbol(reference) is not IAssemblySymbol assembly) continue;
            if (!KnowsTracing(assembly)) continue;
            object key = reference is PortableExecutableReference file ? file.GetMetadataId() : reference;
            names.UnionWith(_byReference.GetValue(key, _ => OfAssembly(assembly)));
        }
        return names;
    }

    // Compares only the last part of the name, so an alias of the attribute is not found.
    private static string[] OfTree(SyntaxTree tree) =>
    [
        .. tree.GetRoot()
            .DescendantNodes(node =>
                node is CompilationUnitSyntax or BaseNamespaceDeclarationSyntax or TypeDeclarationSyntax)
            .OfType<MethodDeclarationSyntax>()
            .Where(method => method.AttributeLists.SelectMany(list => list.Attributes).Any(IsNamedLikeOurs))
            .Select(method => method.Identifier.ValueText),
    ];

    private static bool IsNamedLikeOurs(AttributeSyntax attribute)
    {
        var name = attribute.Name switch
        {
            QualifiedNameSyntax qualified => qualified.Right.Identifier.ValueText,
            AliasQualifiedNameSyntax qualified => qualified.Name.Identifier.ValueText,
            SimpleNameSyntax simple => simple.Identifier.ValueText,
            _ => "",
        };
        return name is "Traced" or "TracedAttribute" or "TraceRoot" or "TraceRootAttribute";
    }

    private static bool KnowsTracing(IAssemblySymbol assembly) =>
        assembly.Modules.Any(module => module.ReferencedAssemblies.Any(known => known.Name == "Tracing"));

    private static string[] OfAssembly(IAssemblySymbol assembly)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var waiting = new Stack<INamespaceOrTypeSymbol>([assembly.GlobalNamespace]);
        while (waiting.Count > 0)
        {
            foreach (var member in waiting.Pop().GetMembers())
            {
                if (member is INamespaceOrTypeSymbol inner) waiting.Push(inner);
                else if (member is IMethodSymbol method && Decoration.Own(method) is not null) names.Add(method.Name);
            }
        }
        return [.. names];
    }
}
