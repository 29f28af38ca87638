namespace Tracing.Demo.Untouched;

/// <summary>A paid order that is to be packed.</summary>
internal sealed record Pack(Order Order);
