using Tracing.Trees;

namespace Tracing.Analysis;

/// <summary>What an actor is called in a graph.</summary>
internal static class ActorNames
{
    /// <summary>The path, and the type where it is known: <c>/user/orders (OrderActor)</c>; null for a span without an
    /// actor.</summary>
    /// <remarks>Names that Akka made up (<c>$a</c>, <c>$b</c>…) are one: a router's many children are one kind of
    /// actor.</remarks>
    public static string? Of(TraceSpan span)
    {
        if (span.Span["akka.actor.path"].AsString is not { Length: > 0 } path) return null;
        var name = path.Contains("/$", StringComparison.Ordinal)
            ? string.Join('/', path.Split('/').Select(part => part.StartsWith('$') ? "$" : part))
            : path;
        return span.Span["akka.actor.type"].AsString is { Length: > 0 } type
            ? $"{name} ({type[(type.LastIndexOf('.') + 1)..]})"
            : name;
    }
}
