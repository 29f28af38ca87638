namespace Tracing.Wire.Zipkin;

/// <summary>Attributes that carry what only Zipkin's model has a field for, and the tags in which OpenTelemetry's
/// Zipkin exporters write what only OTLP has a field for (OpenTelemetry specification, "Zipkin").</summary>
public static class ZipkinTags
{
    public const string RemoteService = "peer.service";
    public const string RemoteAddress = "network.peer.address";
    public const string RemotePort = "network.peer.port";
    public const string LocalAddress = "network.local.address";
    public const string LocalPort = "network.local.port";

    /// <summary>IPv6 address of an endpoint that has an IPv4 address as well.</summary>
    public const string RemoteV6 = "zipkin.remote_endpoint.ipv6";
    public const string LocalV6 = "zipkin.local_endpoint.ipv6";

    public const string Debug = "zipkin.debug";

    /// <summary>True on the server's part of a call, when it had the id of the client's part.</summary>
    public const string Shared = "zipkin.shared";

    /// <summary>Id of the parent that such a span came with; its parent here is the client's part.</summary>
    public const string SharedParent = "zipkin.parent_id";

    /// <summary>The W3C tracestate, as a tag.</summary>
    public const string TraceState = "w3c.tracestate";

    /// <summary>Begin of the tags that carry links, one each.</summary>
    public const string Link = "otlp.link.";

    public const string StatusCode = "otel.status_code";
    public const string Error = "error";
    public const string ScopeName = "otel.scope.name";
    public const string ScopeVersion = "otel.scope.version";

    /// <summary>Earlier names of the scope.</summary>
    public const string LibraryName = "otel.library.name";
    public const string LibraryVersion = "otel.library.version";

    public const string DroppedAttributes = "otel.dropped_attributes_count";
    public const string DroppedEvents = "otel.dropped_events_count";
    public const string DroppedLinks = "otel.dropped_links_count";
}
