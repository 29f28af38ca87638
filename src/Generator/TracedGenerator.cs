using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Tracing.Generator.Calls;
using Tracing.Generator.Emission;

namespace Tracing.Generator;

/// <summary>Redirects each call of a decorated method to an interceptor that puts a span around it.</summary>
/// <remarks>It writes one source file for each method, so that a change rewrites only the files of the methods that it
/// affects.</remarks>
[Generator(LanguageNames.CSharp)]
public sealed class TracedGenerator : IIncrementalGenerator
{
    internal const string CallsStep = "Calls";
    internal const string MethodsStep = "Methods";

    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var calls = context.SyntaxProvider
            .CreateSyntaxProvider(CallReader.MayBeOne, CallReader.Read)
            .Where(call => call is not null)
            .Select((call, _) => call!)
            .WithTrackingName(CallsStep);
        var methods = calls.Collect()
            .SelectMany((all, _) => ByMethod(all))
            .WithTrackingName(MethodsStep);
        context.RegisterSourceOutput(methods, (output, method) =>
            output.AddSource(method.FileName, InterceptorText.Of(method.Method, method.Sites.Items)));
    }

    private static IEnumerable<MethodCalls> ByMethod(ImmutableArray<CallSite> calls) =>
        from call in calls
        group call by call.Method into method
        orderby method.Key.Key
        select new MethodCalls(method.Key, method.ToImmutableArray());
}
