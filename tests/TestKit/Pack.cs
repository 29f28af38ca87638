namespace Tracing.Testing;

internal sealed record Pack(string Order);
