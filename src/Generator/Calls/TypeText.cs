using Microsoft.CodeAnalysis;

namespace Tracing.Generator.Calls;

/// <summary>Writes types by their full names, so that they can be used in any file, with numbered type parameter
/// names.</summary>
/// <remarks>
/// An interceptor has the type parameters of the containing types and of the method in one list. A method's <c>T</c>
/// may hide its type's; numbered names cannot collide.
/// </remarks>
internal sealed class TypeText
{
    private static readonly SymbolDisplayFormat _format = SymbolDisplayFormat.FullyQualifiedFormat;
    private readonly Dictionary<ISymbol, string> _names = new(SymbolEqualityComparer.Default);

    public TypeText(IMethodSymbol method)
    {
        var types = new Stack<INamedTypeSymbol>();
        for (var type = method.ContainingType; type is not null; type = type.ContainingType) types.Push(type);
        Outer = [.. types.SelectMany(type => type.TypeParameters)];
        foreach (var parameter in Outer.Concat(method.TypeParameters)) _names[parameter] = $"T{_names.Count}";
    }

    public IReadOnlyList<ITypeParameterSymbol> Outer { get; }

    public string NameOf(ITypeParameterSymbol parameter) => _names[parameter];

    public string Of(ITypeSymbol type) => string.Concat(type.ToDisplayParts(_format).Select(Renamed));

    /// <summary>The <c>where</c> clauses, each on a line of its own.</summary>
    public string ConstraintsOf(IEnumerable<ITypeParameterSymbol> parameters)
    {
        var clauses = from parameter in parameters
                      let all = string.Join(", ", ConstraintsOf(parameter))
                      where all.Length > 0
                      select $"\n            where {NameOf(parameter)} : {all}";
        return string.Concat(clauses);
    }

    private string Renamed(SymbolDisplayPart part) =>
        part.Symbol is ITypeParameterSymbol p && _names.TryGetValue(p, out var name) ? name : part.ToString();

    private IEnumerable<string> ConstraintsOf(ITypeParameterSymbol parameter)
    {
        if (parameter.HasReferenceTypeConstraint) yield return "class";
        if (parameter.HasUnmanagedTypeConstraint) yield return "unmanaged";
        else if (parameter.HasValueTypeConstraint) yield return "struct";
        if (parameter.HasNotNullConstraint) yield return "notnull";
        foreach (var type in parameter.ConstraintTypes) yield return Of(type);
        if (parameter.HasConstructorConstraint) yield return "new()";
        if (parameter.AllowsRefLikeType) yield return "allows ref struct";
    }
}
