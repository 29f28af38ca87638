using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Tracing.Generator.Calls;

/// <summary>Turns a method into the strings of its interceptor.</summary>
internal static class MethodReader
{
    public static MethodModel Read(IMethodSymbol method, Decoration? decoration, Compilation compilation)
    {
        var text = new TypeText(method);
        var containing = text.Of(method.ContainingType);
        return new MethodModel(
            Key: $"{method.ContainingAssembly.Name}/{method.GetDocumentationCommentId()}",
            Name: Escaped(method.Name),
            Decoration: decoration,
            Result: Results.KindOf(method),
            ReturnType: ReturnPrefix(method) + text.Of(method.ReturnType),
            ReturnsByRef: method.ReturnsByRef || method.ReturnsByRefReadonly,
            Receiver: method.IsStatic ? null : ReceiverPrefix(method) + containing,
            Service: ServiceOf(method),
            ContainingType: containing,
            IsExtension: method.IsExtensionMethod,
            OuterTypeParameters: text.Outer.Select(text.NameOf).ToImmutableArray(),
            OwnTypeParameters: method.TypeParameters.Select(text.NameOf).ToImmutableArray(),
            OuterConstraints: text.ConstraintsOf(text.Outer),
            OwnConstraints: text.ConstraintsOf(method.TypeParameters),
            Parameters: method.Parameters.Select(p => Read(p, text)).ToImmutableArray(),
            Accessor: compilation.IsSymbolAccessibleWithin(method, compilation.Assembly)
                ? null
                : AccessorOf(method, containing));
    }

    private static ParameterModel Read(IParameterSymbol parameter, TypeText text)
    {
        var (declared, passed) = parameter.RefKind switch
        {
            RefKind.Ref => ("ref ", "ref "),
            RefKind.Out => ("out ", "out "),
            RefKind.In => ("in ", "in "),
            RefKind.RefReadOnlyParameter => ("ref readonly ", "in "),
            // A dynamic argument would bind the call again at run time, perhaps to another overload.
            _ => ("", parameter.Type.TypeKind == TypeKind.Dynamic ? "(object)" : ""),
        };
        // An out parameter is implicitly scoped, and the modifier is not allowed.
        var scoped = parameter.ScopedKind != ScopedKind.None && parameter.RefKind != RefKind.Out ? "scoped " : "";
        return new ParameterModel(scoped + declared + text.Of(parameter.Type), passed);
    }

    private static string ReturnPrefix(IMethodSymbol method) =>
        method.ReturnsByRefReadonly ? "ref readonly " : method.ReturnsByRef ? "ref " : "";

    private static string ReceiverPrefix(IMethodSymbol method) =>
        !method.ContainingType.IsValueType ? "" : method.IsReadOnly ? "in " : "ref ";

    // A struct that is no ITracedService is not boxed only to find that out.
    private static string ServiceOf(IMethodSymbol method)
    {
        if (method.IsStatic) return "null";
        if (!method.ContainingType.IsValueType) return "@this";
        var isService = !method.ContainingType.IsRefLikeType &&
            method.ContainingType.AllInterfaces.Any(i => i.ToDisplayString() == "Tracing.ITracedService");
        return isService ? "@this" : "null";
    }

    private static AccessorModel AccessorOf(IMethodSymbol method, string containing)
    {
        if (!method.IsStatic) return new AccessorModel("Method", ReceiverPrefix(method) + containing);
        if (!method.ContainingType.IsStatic) return new AccessorModel("StaticMethod", containing);
        // A static class cannot be the type of a parameter, but an attribute can name it.
        var name = $"{ReflectionName(method.ContainingType)}, {method.ContainingAssembly.Identity}";
        var literal = SymbolDisplay.FormatLiteral(name, quote: true);
        return new AccessorModel("StaticMethod",
            $"[global::System.Runtime.CompilerServices.UnsafeAccessorType({literal})] object");
    }

    private static string ReflectionName(INamedTypeSymbol type)
    {
        var name = type.MetadataName;
        for (var outer = type.ContainingType; outer is not null; outer = outer.ContainingType)
            name = $"{outer.MetadataName}+{name}";
        var space = type.ContainingNamespace;
        return space.IsGlobalNamespace ? name : $"{space.ToDisplayString()}.{name}";
    }

    private static string Escaped(string name) =>
        SyntaxFacts.GetKeywordKind(name) == SyntaxKind.None ? name : "@" + name;
}
