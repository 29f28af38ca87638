namespace Tracing.Demo.Tutorial;

/// <summary>How a request of the demo fails.</summary>
internal sealed class OutOfStockException(string payload) : Exception($"nothing in stock for {payload}");
