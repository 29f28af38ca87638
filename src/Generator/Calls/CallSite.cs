namespace Tracing.Generator.Calls;

/// <summary>One call that is redirected; version and data are the compiler's opaque way of naming the place.</summary>
internal sealed record CallSite(MethodModel Method, int Version, string Data);
