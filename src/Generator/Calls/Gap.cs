using Microsoft.CodeAnalysis;

namespace Tracing.Generator.Calls;

/// <summary>The reason why a decorated method or its call is not traced, with advice what to write instead.</summary>
internal sealed class Gap(DiagnosticDescriptor rule, params object[] arguments)
{
    public Diagnostic At(Location location) => Diagnostic.Create(rule, location, arguments);
}
