namespace Tracing.Demo.Untouched;

/// <summary>An order that is to be paid.</summary>
internal sealed record Pay(Order Order);
