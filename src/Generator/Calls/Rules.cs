using Microsoft.CodeAnalysis;

namespace Tracing.Generator.Calls;

/// <summary>The diagnostics for what cannot be traced. Each message tells what to write instead.</summary>
internal static class Rules
{
    public static readonly DiagnosticDescriptor MethodGroup = Warning("TRACE001",
        "A decorated method is used as a delegate",
        "Calls of '{0}' through this delegate are not traced: write a lambda that calls it, {1}");

    public static readonly DiagnosticDescriptor BaseCall = Warning("TRACE002",
        "A decorated method is called through base",
        "'base.{0}' is not traced: write Spans.{2}(\"{1}\", () => base.{0}(…))");

    public static readonly DiagnosticDescriptor TypeParameterCall = Warning("TRACE003",
        "A decorated method is called on a type parameter that may be a struct",
        "'{0}' is not traced where '{1}' may be a struct: "
        + "add 'where {1} : class', or write Spans.{3}(\"{2}\", …) around the call");

    public static readonly DiagnosticDescriptor DynamicCall = Warning("TRACE004",
        "A decorated method may be called dynamically",
        "If this calls the decorated '{0}', it is not traced: "
        + "cast the object to its type, or write Spans.Run around the call");

    public static readonly DiagnosticDescriptor ExpressionTree = Warning("TRACE005",
        "A decorated method is called in an expression tree",
        "'{0}' is not traced in an expression tree: "
        + "call it outside, or write Spans.{2}(\"{1}\", …) where the tree is run");

    public static readonly DiagnosticDescriptor HiddenType = Warning("TRACE006",
        "A decorated method's signature has a type that only its own class or file sees",
        "'{0}' is not traced, because generated code cannot name '{1}': "
        + "make '{1}' internal, or write Spans.{3}(\"{2}\", …) in the method's body");

    public static readonly DiagnosticDescriptor Undecoratable = Warning("TRACE007",
        "This kind of method cannot be decorated",
        "'{0}' is not traced, because {1} cannot be decorated: write Spans.{3}(\"{2}\", …) in its body");

    public static readonly DiagnosticDescriptor OutlivesItsCall = Warning("TRACE008",
        "A decorated method's work goes on after its span would end",
        "'{0}' is not traced, because its caller cannot tell when its work ends: "
        + "return Task, ValueTask or IAsyncEnumerable, or write Spans.{2}(\"{1}\", …) in its body");

    public static readonly DiagnosticDescriptor MissedThroughContract = Warning("TRACE009",
        "A decorated method implements or overrides one that is not decorated",
        "Calls of '{0}' through '{1}' are not traced: put the attribute on '{1}' too, "
        + "or write Spans.{3}(\"{2}\", …) in the body instead of the attribute");

    public static readonly DiagnosticDescriptor ImplicitCall = Warning("TRACE010",
        "A decorated method is called by code that the compiler writes",
        "The compiler calls '{0}' here, which is not traced: "
        + "call it by name, or write Spans.{2}(\"{1}\", …) in its body");

    public static readonly DiagnosticDescriptor BothAttributes = Warning("TRACE011",
        "A method is decorated as a child and as a root",
        "'{0}' has both attributes: keep [Traced] for a child span, or [TraceRoot] for a new trace");

    private static DiagnosticDescriptor Warning(string id, string title, string message) =>
        new(id, title, message, "Tracing", DiagnosticSeverity.Warning, isEnabledByDefault: true);
}
