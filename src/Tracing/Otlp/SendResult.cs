namespace Tracing.Otlp;

/// <summary>The outcome of sending a request.</summary>
/// <param name="Problem">What is wrong and what to change, in one line; null when the request was taken.</param>
public readonly record struct SendResult(SendOutcome Outcome, string? Problem = null)
{
    public static SendResult Taken { get; } = new(SendOutcome.Taken);

    internal static SendResult TryAgain(string problem) => new(SendOutcome.TryAgain, problem);

    internal static SendResult Refused(string problem) => new(SendOutcome.Refused, problem);
}
