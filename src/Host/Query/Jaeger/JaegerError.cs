namespace Tracing.Hosting.Query.Jaeger;

/// <summary>One entry of the envelope's <c>errors</c>.</summary>
/// <param name="Code">An HTTP status.</param>
internal readonly record struct JaegerError(int Code, string Message, TraceId? TraceId = null);
