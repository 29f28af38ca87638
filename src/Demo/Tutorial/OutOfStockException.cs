namespace Tracing.Demo.Tutorial;

/// <summary>The error of a failing request.</summary>
internal sealed class OutOfStockException(string payload) : Exception($"nothing in stock for {payload}");
