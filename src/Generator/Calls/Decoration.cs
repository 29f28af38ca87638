using Microsoft.CodeAnalysis;

namespace Tracing.Generator.Calls;

/// <summary>The content of a method's <c>[Traced]</c> or <c>[TraceRoot]</c>.</summary>
internal sealed record Decoration(string Operation, bool IsRoot)
{
    public const string Child = "TracedAttribute";
    public const string Root = "TraceRootAttribute";

    /// <summary>The decoration that applies to a call of the method; null: none.</summary>
    /// <remarks>
    /// The attribute may be on a method that this one overrides or implements: a call must be traced whether the
    /// variable has the type of the base, the interface or the class.
    /// </remarks>
    public static Decoration? Of(IMethodSymbol called)
    {
        var method = (called.ReducedFrom ?? called).OriginalDefinition;
        for (var at = method; at is not null; at = at.OverriddenMethod?.OriginalDefinition)
            if (Own(at) is { } own) return own;
        return OfInterface(method);
    }

    /// <summary>The decoration on this very method; null: none.</summary>
    public static Decoration? Own(IMethodSymbol method)
    {
        foreach (var attribute in method.GetAttributes())
        {
            if (!IsOurs(attribute.AttributeClass)) continue;
            var operation = attribute.ConstructorArguments.FirstOrDefault().Value as string;
            return new Decoration(operation ?? method.Name, attribute.AttributeClass!.Name == Root);
        }
        return null;
    }

    public static bool IsOurs(INamedTypeSymbol? attribute) =>
        attribute is
        {
            Name: Child or Root,
            ContainingNamespace: { Name: "Tracing", ContainingNamespace.IsGlobalNamespace: true },
        };

    private static Decoration? OfInterface(IMethodSymbol method)
    {
        if (method.IsStatic || method.ContainingType is not { TypeKind: TypeKind.Class or TypeKind.Struct } type)
            return null;
        foreach (var member in Implemented(method, type))
            if (Own(member) is { } decoration) return decoration;
        return null;
    }

    /// <summary>The interface members that the method implements in its containing type.</summary>
    public static IEnumerable<IMethodSymbol> Implemented(IMethodSymbol method, INamedTypeSymbol type)
    {
        foreach (var explicitly in method.ExplicitInterfaceImplementations) yield return explicitly.OriginalDefinition;
        foreach (var contract in type.AllInterfaces)
        {
            foreach (var member in contract.GetMembers(method.Name).OfType<IMethodSymbol>())
            {
                var implementation = type.FindImplementationForInterfaceMember(member);
                if (SymbolEqualityComparer.Default.Equals(implementation, method))
                    yield return member.OriginalDefinition;
            }
        }
    }
}
