namespace Tracing.Hosting.Doors;

/// <summary>A request's body, or the HTTP status and the reason why there is none.</summary>
/// <param name="Taken">Bytes that were taken out of the door's <see cref="ByteBudget"/>, to be returned in either
/// case.</param>
internal readonly record struct BodyResult(
    ReadOnlyMemory<byte> Bytes, long Taken = 0, int Status = 200, string? Problem = null);
