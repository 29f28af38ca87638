using System.Collections.Immutable;

namespace Tracing.Hosting.Web;

/// <summary>The pages of other origins whose scripts may call a port.</summary>
/// <param name="Origins">Such as <c>https://shop.example</c>; one that is <c>*</c> stands for all.</param>
/// <param name="Headers">Names of headers that such a script may send.</param>
public sealed record CorsRule(ImmutableArray<string> Origins, ImmutableArray<string> Headers);
