namespace Tracing.Actors.Tutorial;

/// <summary>The order service's answer.</summary>
public sealed record OrderReply(string RequestId, string Data);
