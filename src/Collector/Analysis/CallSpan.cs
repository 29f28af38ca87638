using Tracing.Trees;
using Tracing.Wire.Zipkin;

namespace Tracing.Analysis;

/// <summary>The part of a span that graphs of calls look at.</summary>
/// <param name="Actor">The actor's name in a graph; null without an actor.</param>
/// <param name="Peer">The service that it calls or that calls it, by its own words; null when it tells none.</param>
public sealed record CallSpan(string Service, string? Actor, SpanKind Kind, string? Peer, bool IsError)
{
    /// <summary>Keys of the attributes that <see cref="Of"/> reads.</summary>
    internal static ReadOnlySpan<byte> ActorKeys => "akka.actor."u8;

    internal static ReadOnlySpan<byte> PeerKey => "peer.service"u8;

    public static CallSpan Of(TraceSpan span)
    {
        ArgumentNullException.ThrowIfNull(span);
        var peer = span.Span[ZipkinTags.RemoteService].AsString;
        return new(span.Service, ActorNames.Of(span), span.Span.Kind, peer is { Length: > 0 } ? peer : null,
            span.IsError);
    }
}
