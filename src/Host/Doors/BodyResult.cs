namespace Tracing.Hosting.Doors;

/// <summary>A request's body, or the HTTP status and the reason why there is none.</summary>
internal readonly record struct BodyResult(ReadOnlyMemory<byte> Bytes, int Status = 200, string? Problem = null);
