using System.Collections.Immutable;

namespace Tracing.Wire.Zipkin;

/// <summary>A span of Zipkin's model, version 2 (zipkin-api, zipkin2-api.yaml).</summary>
internal sealed record ZipkinSpan
{
    public TraceId TraceId { get; init; }

    public SpanId Id { get; init; }

    public SpanId ParentId { get; init; }

    /// <summary>Internal where Zipkin names no kind.</summary>
    public SpanKind Kind { get; init; } = SpanKind.Internal;

    public string Name { get; init; } = "";

    /// <summary>Nanoseconds since the Unix epoch; 0: not known.</summary>
    public ulong StartUnixNanos { get; init; }

    public ulong DurationNanos { get; init; }

    public ZipkinEndpoint Local { get; init; } = ZipkinEndpoint.None;

    public ZipkinEndpoint Remote { get; init; } = ZipkinEndpoint.None;

    /// <summary>Each annotation is an event with its value as the name.</summary>
    public ImmutableArray<SpanEvent> Annotations { get; init; } = [];

    public ImmutableArray<Tag> Tags { get; init; } = [];

    public bool IsDebug { get; init; }

    /// <summary>True: the server's part of a call whose client's part has the same id.</summary>
    public bool IsShared { get; init; }

    /// <summary>The parent that a shared span came with; none where it had none.</summary>
    public SpanId SharedParentId { get; init; }

    /// <summary>The first fault of an id, with its field; null: all are usable.</summary>
    public string? Fault { get; init; }
}
