namespace Tracing.Demo.Untouched;

/// <summary>What is asked of the shop, and what it answers.</summary>
internal sealed record Order(string Item);
