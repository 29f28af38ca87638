namespace Tracing.Testing;

internal sealed record Packed(string Order);
