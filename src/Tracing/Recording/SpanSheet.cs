namespace Tracing;

/// <summary>A run of places for the records of finished spans, which one thread fills and the reader empties.</summary>
internal sealed class SpanSheet(int length)
{
    /// <summary>Where its thread went on when it was full; nobody but the reader uses this one then.</summary>
    public SpanSheet? Next;

    public FinishedSpan[] Places { get; } = new FinishedSpan[length];
}
