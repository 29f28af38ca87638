namespace Tracing.Demo.Untouched;

/// <summary>The till may take money now.</summary>
internal sealed record Open;
