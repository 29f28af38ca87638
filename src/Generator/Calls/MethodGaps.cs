using Microsoft.CodeAnalysis;

namespace Tracing.Generator.Calls;

/// <summary>Finds methods for which no interceptor can be written.</summary>
internal static class MethodGaps
{
    /// <returns>Null when an interceptor can be written.</returns>
    public static Gap? Of(IMethodSymbol method, Decoration decoration, Compilation compilation)
    {
        var run = SpansMethod.For(method, decoration);
        if (Undecoratable(method) is { } kind)
            return new Gap(Rules.Undecoratable, method.Name, kind, decoration.Operation, run);
        if (Results.OutlivesItsCall(method))
            return new Gap(Rules.OutlivesItsCall, method.Name, decoration.Operation, run);
        if (HiddenTypes.FirstIn(method, compilation) is not { } hidden) return null;
        var name = hidden.ToDisplayString(SymbolDisplayFormat.CSharpShortErrorMessageFormat);
        return new Gap(Rules.HiddenType, method.Name, name, decoration.Operation, run);
    }

    private static string? Undecoratable(IMethodSymbol method) => method switch
    {
        { MethodKind: MethodKind.LocalFunction } => "a local function",
        { MethodKind: MethodKind.AnonymousFunction } => "a lambda",
        { AssociatedSymbol: not null } => "an accessor",
        { MethodKind: not (MethodKind.Ordinary or MethodKind.ExplicitInterfaceImplementation) } =>
            "this kind of method",
        { IsStatic: true, ContainingType.TypeKind: TypeKind.Interface } when method.IsAbstract || method.IsVirtual =>
            "a static interface member",
        // An extension block is a type without a name; this version of the compiler's API has no kind for it.
        { ContainingType.Name: "" } => "a member of an extension block",
        { IsVararg: true } => "a method with __arglist",
        _ when method.GetAttributes().Concat(method.Parameters.SelectMany(p => p.GetAttributes()))
            .Any(a => a.AttributeClass?.Name == "UnscopedRefAttribute") => "a method with [UnscopedRef]",
        _ when HasPointer(method) => "a method with pointers",
        _ when IsPrivateInGenericStaticClass(method) => "a private method of a generic static class",
        _ => null,
    };

    private static bool HasPointer(IMethodSymbol method) =>
        method.Parameters.Select(p => p.Type).Append(method.ReturnType).Any(IsPointer);

    private static bool IsPointer(ITypeSymbol type)
    {
        while (type is IArrayTypeSymbol array) type = array.ElementType;
        return type is IPointerTypeSymbol or IFunctionPointerTypeSymbol;
    }

    // [UnsafeAccessorType] would have to name the constructed type.
    private static bool IsPrivateInGenericStaticClass(IMethodSymbol method) =>
        method.DeclaredAccessibility == Accessibility.Private
        && method.ContainingType is { IsStatic: true, IsGenericType: true };
}
