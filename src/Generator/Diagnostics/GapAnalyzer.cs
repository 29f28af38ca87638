using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using Tracing.Generator.Calls;

namespace Tracing.Generator.Diagnostics;

/// <summary>Reports every decorated method, and every call of one, that the generator leaves alone.</summary>
/// <remarks>It is an analyzer so that a pragma can suppress its warnings; see RATIONALE
/// "Why are there two components?".</remarks>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class GapAnalyzer : DiagnosticAnalyzer
{
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
    [
        Rules.MethodGroup, Rules.BaseCall, Rules.TypeParameterCall, Rules.DynamicCall, Rules.ExpressionTree,
        Rules.HiddenType, Rules.Undecoratable, Rules.OutlivesItsCall, Rules.MissedThroughContract, Rules.ImplicitCall,
        Rules.BothAttributes,
    ];

    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        // The interceptor's own call of the method is not redirected, and must not be reported.
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(start =>
        {
            var names = DecoratedNames.In(start.Compilation);
            start.RegisterSyntaxNodeAction(Declaration, SyntaxKind.Attribute);
            if (names.Count == 0) return;
            start.RegisterOperationAction(c => Invocation(c, names), OperationKind.Invocation);
            start.RegisterOperationAction(c => MethodGroup(c, names), OperationKind.MethodReference);
            start.RegisterOperationAction(c => Dynamic(c, names), OperationKind.DynamicInvocation);
        });
    }

    private static void Invocation(OperationAnalysisContext context, HashSet<string> names)
    {
        var call = (IInvocationOperation)context.Operation;
        if (!names.Contains(call.TargetMethod.Name)) return;
        if (Decoration.Of(call.TargetMethod) is not { } decoration) return;
        var gap = CallGaps.Of(call, decoration) ?? GapOfForeign(call.TargetMethod, decoration, context.Compilation);
        if (gap is not null) context.ReportDiagnostic(gap.At(call.Syntax.GetLocation()));
    }

    // A method of this compilation is reported once, at its declaration.
    private static Gap? GapOfForeign(IMethodSymbol called, Decoration decoration, Compilation compilation)
    {
        var method = (called.ReducedFrom ?? called).OriginalDefinition;
        return SymbolEqualityComparer.Default.Equals(method.ContainingAssembly, compilation.Assembly)
            ? null
            : MethodGaps.Of(method, decoration, compilation);
    }

    private static void MethodGroup(OperationAnalysisContext context, HashSet<string> names)
    {
        var method = ((IMethodReferenceOperation)context.Operation).Method;
        if (!names.Contains(method.Name) || Decoration.Of(method) is null) return;
        var parameters = string.Join(", ", method.Parameters.Select(p => p.Name));
        var left = method.Parameters.Length == 1 ? parameters : $"({parameters})";
        var gap = new Gap(Rules.MethodGroup, method.Name, $"{left} => {method.Name}({parameters})");
        context.ReportDiagnostic(gap.At(context.Operation.Syntax.GetLocation()));
    }

    private static void Dynamic(OperationAnalysisContext context, HashSet<string> names)
    {
        var call = (IDynamicInvocationOperation)context.Operation;
        if (call.Operation is not IDynamicMemberReferenceOperation member || !names.Contains(member.MemberName)) return;
        context.ReportDiagnostic(new Gap(Rules.DynamicCall, member.MemberName).At(call.Syntax.GetLocation()));
    }

    private static void Declaration(SyntaxNodeAnalysisContext context)
    {
        var attribute = (AttributeSyntax)context.Node;
        var constructor = context.SemanticModel.GetSymbolInfo(attribute, context.CancellationToken).Symbol;
        if (constructor?.ContainingType is not { } type
            || !Decoration.IsOurs(type)
            || DeclaredBy(attribute, context) is not { } method
            || Decoration.Own(method) is not { } decoration
            || decoration.IsRoot != (type.Name == Decoration.Root))
        {
            return;
        }
        foreach (var gap in DeclarationGaps.Of(method, decoration, context.Compilation))
            context.ReportDiagnostic(gap.At(attribute.GetLocation()));
    }

    private static IMethodSymbol? DeclaredBy(AttributeSyntax attribute, SyntaxNodeAnalysisContext context)
    {
        var declaration = attribute.Parent?.Parent;
        if (declaration is null) return null;
        var symbol = declaration is LambdaExpressionSyntax
            ? context.SemanticModel.GetSymbolInfo(declaration, context.CancellationToken).Symbol
            : context.SemanticModel.GetDeclaredSymbol(declaration, context.CancellationToken);
        return symbol as IMethodSymbol;
    }
}
