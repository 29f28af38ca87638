using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Tracing.Generator.Calls;

/// <summary>Finds calls that would fail or change their meaning if they were redirected.</summary>
internal static class CallGaps
{
    /// <returns>Null when the call can be redirected.</returns>
    public static Gap? Of(IInvocationOperation call, Decoration decoration)
    {
        var name = call.TargetMethod.Name;
        var run = SpansMethod.For(call.TargetMethod, decoration);
        if (call.Syntax is not InvocationExpressionSyntax)
            return new Gap(Rules.ImplicitCall, name, decoration.Operation, run);
        // The interceptor would call the override, which calls base again, which is the interceptor: infinite
        // recursion.
        if (call.Instance?.Syntax is BaseExpressionSyntax)
            return new Gap(Rules.BaseCall, name, decoration.Operation, run);
        // The interceptor's receiver is the interface, which boxes a struct: the call would change a copy.
        if (call.Instance?.Type is ITypeParameterSymbol { IsReferenceType: false } type)
            return new Gap(Rules.TypeParameterCall, name, type.Name, decoration.Operation, run);
        if (IsInExpressionTree(call))
            return new Gap(Rules.ExpressionTree, name, decoration.Operation, run);
        return null;
    }

    public static bool IsInExpressionTree(IOperation operation)
    {
        for (var at = operation; at is not null; at = at.Parent)
        {
            if (at is IAnonymousFunctionOperation && at.Parent?.Type is INamedTypeSymbol
                {
                    Name: "Expression",
                    ContainingNamespace: { Name: "Expressions", ContainingNamespace.Name: "Linq" },
                })
            {
                return true;
            }
        }
        return false;
    }
}
