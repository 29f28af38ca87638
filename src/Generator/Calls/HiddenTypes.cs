using Microsoft.CodeAnalysis;

namespace Tracing.Generator.Calls;

/// <summary>Finds types in a signature that generated code cannot name.</summary>
internal static class HiddenTypes
{
    public static INamedTypeSymbol? FirstIn(IMethodSymbol method, Compilation compilation)
    {
        var waiting = new Stack<ITypeSymbol>();
        waiting.Push(method.ContainingType);
        waiting.Push(method.ReturnType);
        foreach (var parameter in method.Parameters) waiting.Push(parameter.Type);
        foreach (var parameter in method.TypeParameters.Concat(OuterTypeParameters(method)))
            foreach (var type in parameter.ConstraintTypes) waiting.Push(type);
        while (waiting.Count > 0)
        {
            switch (waiting.Pop())
            {
                case IArrayTypeSymbol array:
                    waiting.Push(array.ElementType);
                    break;
                case INamedTypeSymbol type when IsHidden(type, compilation):
                    return type;
                case INamedTypeSymbol type:
                    foreach (var argument in type.TypeArguments) waiting.Push(argument);
                    if (type.ContainingType is not null) waiting.Push(type.ContainingType);
                    break;
            }
        }
        return null;
    }

    private static bool IsHidden(INamedTypeSymbol type, Compilation compilation) =>
        type.IsFileLocal || !compilation.IsSymbolAccessibleWithin(type.OriginalDefinition, compilation.Assembly);

    private static IEnumerable<ITypeParameterSymbol> OuterTypeParameters(IMethodSymbol method)
    {
        for (var type = method.ContainingType; type is not null; type = type.ContainingType)
            foreach (var parameter in type.TypeParameters) yield return parameter;
    }
}
