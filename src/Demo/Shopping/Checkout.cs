namespace Tracing.Demo.Shopping;

/// <summary>A customer buys; the answer is a <see cref="Receipt"/>.</summary>
internal sealed record Checkout(string Id, string Item);
