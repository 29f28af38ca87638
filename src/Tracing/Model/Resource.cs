using System.Collections.Immutable;

namespace Tracing;

/// <summary>Who a span is from: OTLP's Resource. The service name is its attribute <c>service.name</c>.</summary>
public sealed record Resource
{
    public const string ServiceNameKey = "service.name";

    /// <param name="serviceName">Shown as the service; must not be empty.</param>
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
