using System.Collections.Immutable;

namespace Tracing.Hosting.Web;

/// <summary>The pages of other origins whose scripts may call a port.</summary>
/// <param name="Origins">Such as <c>https://shop.example</c>; one that is <c>*</c> stands for all.</param>
/// <param name="Headers">Names of headers that such a script may send.</param>
public sealed record CorsRule(ImmutableArray<string> Origins, ImmutableArray<string> Headers)
{
    /// <summary>The headers that an OpenTelemetry exporter in a browser sends.</summary>
    public static ImmutableArray<string> DefaultHeaders { get; } =
        ["authorization", "content-type", "content-encoding", "traceparent", "tracestate"];
}
