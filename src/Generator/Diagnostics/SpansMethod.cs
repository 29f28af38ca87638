using Microsoft.CodeAnalysis;
using Tracing.Generator.Calls;

namespace Tracing.Generator.Diagnostics;

/// <summary>Which method of <c>Spans</c> to write where the attribute does not fit.</summary>
internal static class SpansMethod
{
    public static string For(IMethodSymbol method, Decoration decoration)
    {
        var run = decoration.IsRoot ? "RunRoot" : "Run";
        return method.IsAsync || Results.KindOf(method) is ResultKind.Task or ResultKind.Stream ? run + "Async" : run;
    }
}
