namespace Tracing.Actors;

/// <summary>Something that a user can mend.</summary>
/// <param name="Code">A fixed name, such as <c>endpoint-refuses</c>.</param>
/// <param name="Text">What is wrong and what to change, in one line; the same as in the log.</param>
/// <param name="Count">How often it happened, or how many spans it cost.</param>
public sealed record HealthReason(string Code, string Text, TracingStatus Status, long Count);
