using System.Collections.Immutable;
using Tracing.Trees;
using Tracing.Wire.Spans;
using Tracing.Wire.Zipkin;

namespace Tracing.Analysis;

/// <summary>Calls between services and their peers, in any number of traces, as Zipkin counts them (zipkin,
/// DependencyLinker). One owner.</summary>
/// <remarks>A peer is a service that sends no spans, such as a database: only the spans of its callers name it. See
/// RATIONALE "Which calls does Zipkin's graph have?". The number of links is bounded; calls without room are counted in
/// <see cref="LeftOut"/>.</remarks>
public sealed class DependencyLinks(int maxLinks = CallGraph.DefaultMaxEntries)
{
    private readonly Dictionary<(string From, string To), (long Calls, long Errors)> _links = [];

    /// <summary>Number of calls for which there was no room.</summary>
    public long LeftOut { get; private set; }

    /// <summary>The links, in ordinal order of their names.</summary>
    public ImmutableArray<GraphEdge> Links =>
    [
        .. _links.OrderBy(link => link.Key.From, StringComparer.Ordinal)
            .ThenBy(link => link.Key.To, StringComparer.Ordinal)
            .Select(link => new GraphEdge(link.Key.From, link.Key.To, link.Value.Calls, link.Value.Errors)),
    ];

    public void Add(TraceTree tree)
    {
        ArgumentNullException.ThrowIfNull(tree);
        // Parents come before their children, so each node can tell its children what is above them.
        var above = new Above[tree.Nodes.Length];
        for (var i = 0; i < above.Length; i++)
        {
            var node = tree.Nodes[i];
            // Nothing is known of what is above a missing span.
            var below = default(Above);
            if (node.Span is { } span)
            {
                Add(span, above[i], hasChildren: !node.ChildIndexes.IsEmpty);
                below = new Above(span, span.Span.Kind is SpanKind.Internal or SpanKind.Unspecified
                    ? above[i].Remote : span);
            }
            foreach (var child in node.ChildIndexes) above[child] = below;
        }
    }

    private void Add(TraceSpan span, Above above, bool hasChildren)
    {
        var (service, peer) = (NameOf(span), PeerOf(span));
        var caller = NameOf(above.Parent) ?? NameOf(above.Remote);
        switch (span.Span.Kind)
        {
            case SpanKind.Server:
                // A call that both sides recorded is counted by the server, but may have failed for the client only.
                var hasFailed = span.IsError || above.Parent is { IsError: true, Span.Kind: SpanKind.Client };
                if (above.Remote is null) Cross(caller ?? peer, service, hasFailed);
                else Count(caller ?? peer, service, hasFailed);
                break;
            case SpanKind.Consumer when peer is not null:
                Count(peer, service, span.IsError);
                break;
            case SpanKind.Consumer:
                // The message came from the broker that its producer names.
                if (above.Remote?.Span.Kind != SpanKind.Producer || PeerOf(above.Remote) is null)
                    Cross(caller, service, span.IsError);
                break;
            // The server below a client knows the name better.
            case SpanKind.Client when hasChildren:
                Cross(caller, service, hasFailed: false);
                break;
            case SpanKind.Client or SpanKind.Producer:
                Cross(caller, service, hasFailed: false);
                Count(service ?? caller, peer, span.IsError);
                break;
            default:
                Cross(caller, service, span.IsError);
                if (peer is not null) Count(service, peer, span.IsError);
                break;
        }
    }

    private void Cross(string? from, string? to, bool hasFailed)
    {
        if (!string.Equals(from, to, StringComparison.Ordinal)) Count(from, to, hasFailed);
    }

    private void Count(string? from, string? to, bool hasFailed)
    {
        if (from is null || to is null) return;
        if (!_links.TryGetValue((from, to), out var count) && _links.Count >= maxLinks)
        {
            LeftOut++;
            return;
        }
        _links[(from, to)] = (count.Calls + 1, count.Errors + (hasFailed ? 1 : 0));
    }

    private static string? NameOf(TraceSpan? span) =>
        span is null || span.Service == SpanOrigin.UnknownService ? null : span.Service;

    private static string? PeerOf(TraceSpan span) =>
        span.Span[ZipkinTags.RemoteService].AsString is { Length: > 0 } peer ? peer : null;

    /// <param name="Parent">The span directly above; null: none, or it is missing.</param>
    /// <param name="Remote">The nearest span above that sends or takes a call or a message.</param>
    private readonly record struct Above(TraceSpan? Parent, TraceSpan? Remote);
}
