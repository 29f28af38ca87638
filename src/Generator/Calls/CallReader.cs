using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using Tracing.Generator.Diagnostics;

namespace Tracing.Generator.Calls;

/// <summary>Finds the calls to redirect.</summary>
internal static class CallReader
{
    public static bool MayBeOne(SyntaxNode node, CancellationToken _) =>
        node is InvocationExpressionSyntax call && NameOf(call) is not (null or "nameof");

    public static CallSite? Read(GeneratorSyntaxContext context, CancellationToken stopping)
    {
        var call = (InvocationExpressionSyntax)context.Node;
        var compilation = context.SemanticModel.Compilation;
        if (!DecoratedNames.In(compilation).Contains(NameOf(call) ?? "")) return null;
        if (context.SemanticModel.GetOperation(call, stopping) is not IInvocationOperation operation) return null;
        if (Decoration.Of(operation.TargetMethod) is not { } decoration) return null;
        if (CallGaps.Of(operation, decoration) is not null) return null;
        var method = (operation.TargetMethod.ReducedFrom ?? operation.TargetMethod).OriginalDefinition;
        if (MethodGaps.Of(method, decoration, compilation) is not null) return null;
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
