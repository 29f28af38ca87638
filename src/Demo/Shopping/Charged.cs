namespace Tracing.Demo.Shopping;

/// <summary>The answer of the payments.</summary>
internal sealed record Charged;
