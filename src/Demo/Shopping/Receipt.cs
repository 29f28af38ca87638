namespace Tracing.Demo.Shopping;

/// <summary>The answer to a customer who has bought.</summary>
internal sealed record Receipt(string Id);
