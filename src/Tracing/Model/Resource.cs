using System.Collections.Immutable;

namespace Tracing;

/// <summary>The service that a span comes from: OTLP's Resource. Its name is the attribute
/// <c>service.name</c>.</summary>
public sealed record Resource
{
    public const string ServiceNameKey = "service.name";

    /// <param name="serviceName">The name of the service; must not be empty.</param>
    /// <param name="tags">Further attributes, such as <c>service.version</c> or <c>host.name</c>.</param>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public Resource(string serviceName, params ReadOnlySpan<Tag> tags)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(serviceName);
        ServiceName = serviceName;
        Tags = [new Tag(ServiceNameKey, serviceName), .. tags];
    }

    public string ServiceName { get; }

    /// <summary>All attributes, the service name first.</summary>
    public ImmutableArray<Tag> Tags { get; }
}
