using Microsoft.CodeAnalysis;

namespace Tracing.Generator.Calls;

/// <summary>Akka.NET's <c>PipeTo</c>: what it sends comes when its handler has returned, and the task that it gives back says
/// when.</summary>
internal static class PipedTask
{
    public const string Name = "PipeTo";

    /// <summary>The project has actors and their tracing, and this is such a method.</summary>
    /// <param name="method">As it was declared.</param>
    public static bool Is(IMethodSymbol method, Compilation compilation) =>
        method is
        {
            Name: Name,
            IsExtensionMethod: true,
            ReturnType: { Name: "Task", ContainingNamespace: { Name: "Tasks", ContainingNamespace.Name: "Threading" } },
            ContainingType: { Name: "PipeToSupport", ContainingNamespace: var at },
        }
        && at.ToDisplayString() == "Akka.Actor"
        && compilation.GetTypeByMetadataName("Tracing.Actors.HandlerWork") is { DeclaredAccessibility: Accessibility.Public };
}
