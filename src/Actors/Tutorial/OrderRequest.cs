namespace Tracing.Actors.Tutorial;

/// <summary>What the client asks of the order service.</summary>
public sealed record OrderRequest(string RequestId, string Payload);
