namespace Tracing.Demo.Shopping;

/// <summary>A payment that failed.</summary>
internal sealed class CardRefusedException(string message) : Exception(message);
