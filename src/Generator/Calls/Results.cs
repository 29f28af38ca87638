using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Tracing.Generator.Calls;

/// <summary>Determines the kind of a method's result.</summary>
internal static class Results
{
    public static ResultKind KindOf(IMethodSymbol method)
    {
        if (method.ReturnsVoid) return ResultKind.Nothing;
        if (method.ReturnsByRef || method.ReturnsByRefReadonly) return ResultKind.Value;
        if (method.ReturnType is not INamedTypeSymbol type) return ResultKind.Value;
        return (NamespaceOf(type), type.MetadataName) switch
        {
            ("System.Threading.Tasks", "Task" or "Task`1" or "ValueTask" or "ValueTask`1") => ResultKind.Task,
            ("System.Collections.Generic", "IAsyncEnumerable`1") => ResultKind.Stream,
            _ => ResultKind.Value,
        };
    }

    /// <summary>True when the work goes on after the call has returned and its end cannot be observed.</summary>
    public static bool OutlivesItsCall(IMethodSymbol method)
    {
        if (method is { IsAsync: true, ReturnsVoid: true }) return true;
        if (KindOf(method) != ResultKind.Value || method.ReturnType is not INamedTypeSymbol type) return false;
        if ((NamespaceOf(type), type.MetadataName) == ("System.Collections.Generic", "IAsyncEnumerator`1")) return true;
        if (IsIterator(method, type)) return true;
        return type.GetMembers("GetAwaiter").OfType<IMethodSymbol>().Any(m => m.Parameters.IsEmpty)
            || IsTask(type.BaseType);
    }

    // The call of an iterator returns before its body begins. A compiled iterator has an attribute.
    private static bool IsIterator(IMethodSymbol method, INamedTypeSymbol type) =>
        type.Name is "IEnumerable" or "IEnumerator"
        && (method.DeclaringSyntaxReferences.Any(r => HasYield(r.GetSyntax()))
            || method.GetAttributes().Any(a => a.AttributeClass?.Name == "IteratorStateMachineAttribute"));

    private static bool HasYield(SyntaxNode method) => method
        .DescendantNodes(node => node == method || node is not (LocalFunctionStatementSyntax or LambdaExpressionSyntax))
        .Any(node => node is YieldStatementSyntax);

    private static bool IsTask(INamedTypeSymbol? type)
    {
        for (; type is not null; type = type.BaseType)
            if (type.Name == "Task" && NamespaceOf(type) == "System.Threading.Tasks") return true;
        return false;
    }

    private static string NamespaceOf(INamedTypeSymbol type) => type.ContainingNamespace?.ToDisplayString() ?? "";
}
