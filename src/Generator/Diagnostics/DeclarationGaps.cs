using Microsoft.CodeAnalysis;
using Tracing.Generator.Calls;

namespace Tracing.Generator.Diagnostics;

/// <summary>Finds attributes that have no effect, or not the expected one, on their method.</summary>
internal static class DeclarationGaps
{
    public static IEnumerable<Gap> Of(IMethodSymbol method, Decoration decoration, Compilation compilation)
    {
        if (method.GetAttributes().Count(a => Decoration.IsOurs(a.AttributeClass)) > 1)
            yield return new Gap(Rules.BothAttributes, method.Name);
        if (MethodGaps.Of(method, decoration, compilation) is { } gap)
        {
            yield return gap;
            yield break;
        }
        var run = SpansMethod.For(method, decoration);
        foreach (var contract in Undecorated(method))
        {
            yield return new Gap(Rules.MissedThroughContract, method.Name,
                $"{contract.ContainingType.Name}.{contract.Name}", decoration.Operation, run);
        }
    }

    private static IEnumerable<IMethodSymbol> Undecorated(IMethodSymbol method)
    {
        if (method.OverriddenMethod is { } overridden && Decoration.Of(overridden) is null)
            yield return overridden;
        if (method.ContainingType.TypeKind == TypeKind.Interface) yield break;
        foreach (var member in Decoration.Implemented(method, method.ContainingType))
            if (Decoration.Own(member) is null) yield return member;
    }
}
