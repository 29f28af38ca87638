using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Tracing.Generator.Calls;

/// <summary>Finds the calls to redirect, and reads what their interceptors need.</summary>
internal static class CallReader
{
    public static bool MayBeOne(SyntaxNode node, CancellationToken _) =>
        node is InvocationExpressionSyntax call && NameOf(call) is not (null or "nameof");

    public static CallSite? Read(GeneratorSyntaxContext context, CancellationToken stopping)
    {
        var call = (InvocationExpressionSyntax)context.Node;
        var compilation = context.SemanticModel.Compilation;
        var name = NameOf(call) ?? "";
        if (name != PipedTask.Name && !DecoratedNames.In(compilation).Contains(name)) return null;
        if (context.SemanticModel.GetOperation(call, stopping) is not IInvocationOperation operation) return null;
        var method = (operation.TargetMethod.ReducedFrom ?? operation.TargetMethod).OriginalDefinition;
        var decoration = Decoration.Of(operation.TargetMethod);
        if (decoration is null)
        {
            if (!PipedTask.Is(method, compilation) || CallGaps.IsInExpressionTree(operation)) return null;
        }
        else if (CallGaps.Of(operation, decoration) is not null || MethodGaps.Of(method, decoration, compilation) is not null)
        {
            return null;
        }
        if (context.SemanticModel.GetInterceptableLocation(call, stopping) is not { } location) return null;
        return new CallSite(MethodReader.Read(method, decoration, compilation), location.Version, location.Data);
    }

    private static string? NameOf(InvocationExpressionSyntax call) => call.Expression switch
    {
        SimpleNameSyntax name => name.Identifier.ValueText,
        MemberAccessExpressionSyntax access => access.Name.Identifier.ValueText,
        MemberBindingExpressionSyntax binding => binding.Name.Identifier.ValueText,
        _ => null,
    };
}
