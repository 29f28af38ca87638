namespace Tracing.Demo.Shopping;

/// <summary>The answer of the stock.</summary>
/// <param name="IsThere">False: try again.</param>
internal sealed record Reserved(bool IsThere);
