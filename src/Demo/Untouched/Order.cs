namespace Tracing.Demo.Untouched;

/// <summary>An order, and the shop's answer to it.</summary>
internal sealed record Order(string Item);
