namespace Tracing.Figures;

/// <summary>How busy an operation is between two snapshots.</summary>
public readonly record struct OperationRate(
    string Service, string Operation, SpanKind Kind, double SpansPerSecond, double ErrorsPerSecond);
