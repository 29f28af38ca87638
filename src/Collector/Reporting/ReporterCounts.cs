namespace Tracing.Reporting;

/// <summary>A reporter's counts.</summary>
/// <param name="InFlight">Batches that no collector has taken yet, including those not sent yet.</param>
/// <param name="HeldSpans">Spans that are not stored yet.</param>
/// <param name="HeldBytes">Their bytes.</param>
/// <param name="Resent">Times that a batch was sent again.</param>
/// <param name="ResentBytes">Bytes of span data that was sent again.</param>
/// <param name="LetGoSpans">Spans let go before they were stored, because there was no room.</param>
/// <param name="DroppedSpans">Spans that no collector took and for which there was no room.</param>
public sealed record ReporterCounts(
    int InFlight, long HeldSpans, long HeldBytes, long Resent, long ResentBytes, long LetGoSpans, long DroppedSpans)
{
    public static ReporterCounts None { get; } = new(0, 0, 0, 0, 0, 0, 0);
}
