namespace Tracing.Testing;

internal sealed record Buy(string Order);
