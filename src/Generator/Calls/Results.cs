using Microsoft.CodeAnalysis;

namespace Tracing.Generator.Calls;

/// <summary>Reads what kind of result a method has.</summary>
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

    /// <summary>The work goes on after the call has returned, in a way that nobody can watch from outside.</summary>
    public static bool OutlivesItsCall(IMethodSymbol method)
    {
        if (method is { IsAsync: true, ReturnsVoid: true }) return true;
        if (KindOf(method) != ResultKind.Value || method.ReturnType is not INamedTypeSymbol type) return false;
        if ((NamespaceOf(type), type.MetadataName) == ("System.Collections.Generic", "IAsyncEnumerator`1")) return true;
        return type.GetMembers("GetAwaiter").OfType<IMethodSymbol>().Any(m => m.Parameters.IsEmpty) || IsTask(type.BaseType);
    }

    private static bool IsTask(INamedTypeSymbol? type)
    {
        for (; type is not null; type = type.BaseType)
            if (type.Name == "Task" && NamespaceOf(type) == "System.Threading.Tasks") return true;
        return false;
    }

    private static string NamespaceOf(INamedTypeSymbol type) => type.ContainingNamespace?.ToDisplayString() ?? "";
}
