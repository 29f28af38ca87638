namespace Tracing.Generator.Calls;

/// <summary>A call to redirect. Version and data are the compiler's opaque encoding of the location.</summary>
internal sealed record CallSite(MethodModel Method, int Version, string Data);
