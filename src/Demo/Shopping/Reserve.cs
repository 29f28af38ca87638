namespace Tracing.Demo.Shopping;

/// <summary>An item is to be put aside; the answer is <see cref="Reserved"/>.</summary>
internal sealed record Reserve(string Item);
