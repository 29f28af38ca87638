using Microsoft.CodeAnalysis;

namespace Tracing.Generator.Calls;

/// <summary>Recognizes Akka.NET's <c>PipeTo</c>. It sends its message after the handler has returned; the task that it
/// returns tells when.</summary>
internal static class PipedTask
{
    public const string Name = "PipeTo";

    /// <summary>True when the method is Akka.NET's PipeTo and the project references Tracing.Actors.</summary>
    /// <param name="method">The original definition of the method.</param>
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
