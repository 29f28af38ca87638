namespace Tracing;

/// <summary>The outcome of a span; the numbers are OTLP's (Status.StatusCode).</summary>
public enum SpanStatus
{
    Unset = 0,
    Ok = 1,
    Error = 2,
}
