namespace Tracing.Hosting.ZeroCode;

/// <summary>What is asked of the shop, and what it answers.</summary>
internal sealed record Order(string Item);
