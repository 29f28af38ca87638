using System.Collections.Immutable;
using F = Tracing.Otlp.OtlpFields;

namespace Tracing.Wire.Spans;

/// <summary>The origin of spans: one resource and one scope, as the bytes that arrived, with their schemas.</summary>
/// <remarks>Immutable. Compared by content, so that the spans of a service from many batches can be grouped.</remarks>
public sealed class SpanOrigin : IEquatable<SpanOrigin>
{
    /// <summary>The name of a service that does not tell its name, as in OpenTelemetry.</summary>
    public const string UnknownService = "unknown_service";

    private readonly int _resourceHash;
    private readonly int _hash;
    private string? _service;

    public SpanOrigin(ReadOnlyMemory<byte> resource, string resourceSchemaUrl, ReadOnlyMemory<byte> scope,
        string scopeSchemaUrl)
    {
        Resource = resource;
        ResourceSchemaUrl = resourceSchemaUrl;
        Scope = scope;
        ScopeSchemaUrl = scopeSchemaUrl;
        _resourceHash = HashOf(resource.Span);
        _hash = HashCode.Combine(_resourceHash, HashOf(scope.Span));
    }

    /// <summary>An OTLP Resource message.</summary>
    public ReadOnlyMemory<byte> Resource { get; }

    public string ResourceSchemaUrl { get; }

    /// <summary>An OTLP InstrumentationScope message.</summary>
    public ReadOnlyMemory<byte> Scope { get; }

    public string ScopeSchemaUrl { get; }

    /// <summary>The attribute <c>service.name</c>; without it <see cref="UnknownService"/>.</summary>
    public string Service => _service ??= ReadService();

    /// <summary>The name of the instrumentation scope; may be empty.</summary>
    public string ScopeName => OtlpDecoder.Text(Scope.Span, F.Scope.Name);

    public string ScopeVersion => OtlpDecoder.Text(Scope.Span, F.Scope.Version);

    /// <summary>Decodes the resource's attributes; each call decodes them again.</summary>
    public ImmutableArray<Tag> ResourceTags() => OtlpDecoder.Tags(Resource.Span, F.Resource.Attributes);

    /// <summary>Decodes the scope's attributes; each call decodes them again.</summary>
    public ImmutableArray<Tag> ScopeTags() => OtlpDecoder.Tags(Scope.Span, F.Scope.Attributes);

    public bool Equals(SpanOrigin? other) => ReferenceEquals(this, other) || (other is not null
        && _hash == other._hash && HasSameResource(other) && Scope.Span.SequenceEqual(other.Scope.Span)
        && string.Equals(ScopeSchemaUrl, other.ScopeSchemaUrl, StringComparison.Ordinal));

    /// <summary>Compares resources only: origins that differ in scope are equal.</summary>
    public static IEqualityComparer<SpanOrigin> ByResource { get; } = EqualityComparer<SpanOrigin>.Create(
        static (a, b) => ReferenceEquals(a, b) || (a is not null && b is not null && a.HasSameResource(b)),
        static origin => origin._resourceHash);

    public override bool Equals(object? obj) => Equals(obj as SpanOrigin);

    public override int GetHashCode() => _hash;

    private bool HasSameResource(SpanOrigin other) =>
        _resourceHash == other._resourceHash && Resource.Span.SequenceEqual(other.Resource.Span)
        && string.Equals(ResourceSchemaUrl, other.ResourceSchemaUrl, StringComparison.Ordinal);

    private static int HashOf(ReadOnlySpan<byte> bytes)
    {
        var hash = default(HashCode);
        hash.AddBytes(bytes);
        return hash.ToHashCode();
    }

    private string ReadService()
    {
        foreach (var tag in ResourceTags())
            if (tag.Key == Tracing.Resource.ServiceNameKey && tag.Value.AsString is { Length: > 0 } name)
                return name;
        return UnknownService;
    }
}
