namespace Tracing.Actors.Tutorial;

/// <summary>The order service's answer.</summary>
internal sealed record OrderReply(string RequestId, string Data);
