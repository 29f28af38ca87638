namespace Tracing.TailSampling;

/// <summary>A span's service and name.</summary>
public readonly record struct TraceOperation(string Service, string Name);
