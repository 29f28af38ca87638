namespace Tracing.Actors.Tutorial;

/// <summary>The client's request to the order service.</summary>
internal sealed record OrderRequest(string RequestId, string Payload);
