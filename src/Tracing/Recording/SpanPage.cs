namespace Tracing;

/// <summary>An array of records of finished spans, which one thread fills and the reader empties.</summary>
internal sealed class SpanPage(int length)
{
    /// <summary>The page on which the writing thread went on when this one was full; from then on only the reader uses
    /// this one.</summary>
    public SpanPage? Next;

    public FinishedSpan[] Records { get; } = new FinishedSpan[length];
}
