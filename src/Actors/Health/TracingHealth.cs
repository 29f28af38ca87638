using System.Collections.Immutable;

namespace Tracing.Actors;

/// <summary>The state of one system's tracing at one moment.</summary>
/// <param name="Reasons">What is wrong; none when all is well.</param>
/// <param name="WaitingSpans">Finished spans that wait in the buffer to be reported.</param>
/// <param name="HeldSpans">Reported spans that no collector has stored yet.</param>
/// <param name="HeldBytes">Their bytes.</param>
/// <param name="LastSuccess">The last time that a collector took spans; null: never.</param>
public sealed record TracingHealth(
    ImmutableArray<HealthReason> Reasons, long WaitingSpans, long HeldSpans, long HeldBytes,
    DateTimeOffset? LastSuccess)
{
    /// <summary>The worst status of all reasons.</summary>
    public TracingStatus Status =>
        Reasons.IsEmpty ? TracingStatus.Healthy : Reasons.Max(static reason => reason.Status);

    public override string ToString() => Reasons.IsEmpty
        ? "healthy"
        : string.Join("; ", Reasons.Select(static reason => $"{reason.Code}: {reason.Text}"));
}
