using Microsoft.CodeAnalysis;

namespace Tracing.Generator.Calls;

/// <summary>Names the method of <c>Spans</c> to write where the attribute cannot be used.</summary>
internal static class SpansMethod
{
    public static string For(IMethodSymbol method, Decoration decoration)
    {
        var run = decoration.IsRoot ? "RunRoot" : "Run";
        return method.IsAsync || Results.KindOf(method) is ResultKind.Task or ResultKind.Stream ? run + "Async" : run;
    }
}
