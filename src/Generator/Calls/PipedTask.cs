using Microsoft.CodeAnalysis;

namespace Tracing.Generator.Calls;

/// <summary>Akka.NET's <c>PipeTo</c>: what it sends comes when its handler has returned, and the task that it gives back says
/// when.</summary>
internal static class PipedTask
{
    public const string Name = "PipeTo";

    /// <summary>The project has actors and their tracing, and this is such a call.</summary>
    public static bool Is(IMethodSymbol called, Compilation compilation)
    {
        var method = (called.ReducedFrom ?? called).OriginalDefinition;
        return method is
        {
            Name: Name,
            IsExtensionMethod: true,
            ReturnType: { Name: "Task", ContainingNamespace: { Name: "Tasks", ContainingNamespace.Name: "Threading" } },
            ContainingType:
            {
                Name: "PipeToSupport",
                ContainingNamespace: { Name: "Actor", ContainingNamespace: { Name: "Akka", ContainingNamespace.IsGlobalNamespace: true } },
            },
        } && compilation.GetTypeByMetadataName("Tracing.Actors.HandlerWork") is { DeclaredAccessibility: Accessibility.Public };
    }
}
