using System.Collections.Immutable;
using Tracing.Trees;
using Tracing.Wire.Spans;

namespace Tracing.Analysis;

/// <summary>Calls between services and their peers, in any number of traces, as Zipkin counts them (zipkin,
/// DependencyLinker). One owner.</summary>
/// <remarks>A peer is a service that sends no spans, such as a database: only the spans of its callers name it. See
/// RATIONALE "Which calls does Zipkin's graph have?". The number of links is bounded; calls without room are counted in
/// <see cref="LeftOut"/>.</remarks>
public sealed class DependencyLinks(int maxLinks = CallGraph.DefaultMaxEntries) : ICallCounter
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

    public bool SeesActors => false;

    public bool SeesPeers => true;

    public void Add(TraceTree tree) => Add(CallTrace.Of(tree));

    public void Add(CallTrace trace)
    {
        ArgumentNullException.ThrowIfNull(trace);
        var hasChildren = new bool[trace.Count];
        // For each span the nearest one, from itself upwards, that sends or takes a call or a message.
        var nearest = new CallSpan?[trace.Count];
        foreach (var span in trace.Order)
            if (trace.ParentOf(span) is >= 0 and var parent)
                hasChildren[parent] = true;
        foreach (var span in trace.Order)
        {
            var (one, parent) = (trace[span], trace.ParentOf(span));
            var above = parent < 0 ? default : new Above(trace[parent], nearest[parent]);
            Add(one, above, hasChildren[span]);
            nearest[span] = one.Kind is SpanKind.Internal or SpanKind.Unspecified ? above.Remote : one;
        }
    }

    public void Clear()
    {
        _links.Clear();
        LeftOut = 0;
    }

    private void Add(CallSpan span, Above above, bool hasChildren)
    {
        var (service, peer) = (NameOf(span), span.Peer);
        var caller = NameOf(above.Parent) ?? NameOf(above.Remote);
        switch (span.Kind)
        {
            case SpanKind.Server:
                // A call that both sides recorded is counted by the server, but may have failed for the client only.
                var hasFailed = span.IsError || above.Parent is { IsError: true, Kind: SpanKind.Client };
                if (above.Remote is null) Cross(caller ?? peer, service, hasFailed);
                else Count(caller ?? peer, service, hasFailed);
                break;
            case SpanKind.Consumer when peer is not null:
                Count(peer, service, span.IsError);
                break;
            case SpanKind.Consumer:
                // The message came from the broker that its producer names.
                if (above.Remote is not { Kind: SpanKind.Producer, Peer: not null })
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

    private static string? NameOf(CallSpan? span) =>
        span is null || span.Service == SpanOrigin.UnknownService ? null : span.Service;

    /// <param name="Parent">The span directly above; null: none, or it is missing.</param>
    /// <param name="Remote">The nearest span above that sends or takes a call or a message.</param>
    private readonly record struct Above(CallSpan? Parent, CallSpan? Remote);
}
