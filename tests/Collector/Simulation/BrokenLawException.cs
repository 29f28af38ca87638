namespace Tracing.Simulation;

/// <summary>A simulation did what must not be.</summary>
internal sealed class BrokenLawException(string message) : Exception(message);
