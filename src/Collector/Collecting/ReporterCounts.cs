namespace Tracing.Collecting;

/// <summary>How a reporter stands.</summary>
/// <param name="InFlight">Batches that no collector has taken yet, the waiting ones included.</param>
/// <param name="HeldBytes">Of span data that is not stored yet.</param>
/// <param name="Resent">Times that a batch was sent again.</param>
/// <param name="ResentBytes">Of span data in what was sent again.</param>
/// <param name="LetGoSpans">Let go before they were stored, for want of room.</param>
/// <param name="DroppedSpans">That no collector took, and that there was no room for.</param>
/// <param name="TrimmedSpans">That were cut to the size of a message.</param>
public sealed record ReporterCounts(
    int InFlight, long HeldBytes, long Resent, long ResentBytes, long LetGoSpans, long DroppedSpans, long TrimmedSpans)
{
    public static ReporterCounts None { get; } = new(0, 0, 0, 0, 0, 0, 0);
}
