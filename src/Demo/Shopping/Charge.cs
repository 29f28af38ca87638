namespace Tracing.Demo.Shopping;

/// <summary>An order is to be paid; the answer is <see cref="Charged"/> or a failure.</summary>
internal sealed record Charge(string Id);
