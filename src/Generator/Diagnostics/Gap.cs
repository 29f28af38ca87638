using Microsoft.CodeAnalysis;

namespace Tracing.Generator.Diagnostics;

/// <summary>Why something decorated is not traced, and what to write instead.</summary>
internal sealed class Gap(DiagnosticDescriptor rule, params object[] arguments)
{
    public Diagnostic At(Location location) => Diagnostic.Create(rule, location, arguments);
}
