namespace Tracing.Testing;

internal sealed record Paid(string Order);
