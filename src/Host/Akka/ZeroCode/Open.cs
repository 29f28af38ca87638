namespace Tracing.Hosting.ZeroCode;

/// <summary>The till may take money now.</summary>
internal sealed record Open;
