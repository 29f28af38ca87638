namespace Tracing.Simulation;

/// <summary>A simulation broke a law.</summary>
internal sealed class BrokenLawException(string message) : Exception(message);
