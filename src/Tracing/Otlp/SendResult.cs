namespace Tracing.Otlp;

/// <summary>The outcome of sending a request.</summary>
/// <param name="Problem">What is wrong and what to change, in one line; null when all is well.</param>
public readonly record struct SendResult(SendOutcome Outcome, string? Problem = null)
{
    public static SendResult Taken { get; } = new(SendOutcome.Taken);

    /// <summary>Spans that the receiver rejected while it took the others of the request. They are lost.</summary>
    public long RejectedSpans { get; init; }

    /// <summary>The time that the receiver wants to be left alone, at most one minute; null: it did not say.</summary>
    public TimeSpan? RetryAfter { get; init; }

    internal static SendResult TryAgain(string problem, TimeSpan? after = null) =>
        new(SendOutcome.TryAgain, problem) { RetryAfter = after };

    internal static SendResult Refused(string problem) => new(SendOutcome.Refused, problem);

    internal static SendResult TakenBut(string problem, long rejectedSpans) =>
        new(SendOutcome.Taken, problem) { RejectedSpans = rejectedSpans };
}
