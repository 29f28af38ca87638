using Tracing.Trees;

namespace Tracing.Analysis;

/// <summary>Names actors for a graph.</summary>
internal static class ActorNames
{
    /// <summary>Returns the actor's path, with its type if known, such as <c>/user/orders (OrderActor)</c>; null for a
    /// span without an actor.</summary>
    /// <remarks>All names that Akka.NET generates (<c>$a</c>, <c>$b</c>…) become <c>$</c>, so that a router's children
    /// are one node.</remarks>
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
