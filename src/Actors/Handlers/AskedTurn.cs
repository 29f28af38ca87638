namespace Tracing.Actors;

/// <summary>A turn in which the handler asked, or piped: its span ends with the turn, and is recorded when the answers are in
/// and the work is done.</summary>
/// <remarks>
/// What a handler does with an answer (PipeTo, ContinueWith) runs after its turn and belongs to it all the same; a span that
/// is recorded can count no more children (RATIONALE "When is a span recorded whose handler asked?"). Any thread.
/// </remarks>
internal sealed class AskedTurn(Span span)
{
    /// <summary>After an answer, for its continuation to be scheduled and to send.</summary>
    private static readonly TimeSpan _grace = TimeSpan.FromMilliseconds(25);

    /// <summary>A question without a timeout must not hold a span for ever.</summary>
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);

    // The turn itself is one.
    private int _open = 1;
    private long _endMonotonicNanos;

    public void Await(Task work, bool sendsWithinIt)
    {
        Interlocked.Increment(ref _open);
        // Without the span's context: this is no work of the handler's.
        using (ExecutionContext.SuppressFlow()) _ = CloseAfterAsync(work, sendsWithinIt);
    }

    /// <summary>The handler has returned.</summary>
    public void EndTurn()
    {
        _endMonotonicNanos = span.Tracer.Clock.MonotonicNanos();
        CloseOne();
    }

    private async Task CloseAfterAsync(Task work, bool sendsWithinIt)
    {
        // Its timer goes with the answer: a delay beside it would stay for all of the patience, one for each question.
        // What the answer was, and whether it came, is of no interest here.
        await work.WaitAsync(_patience).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        // Continuations of an answer run beside this one; nothing tells when they have sent.
        if (!sendsWithinIt) await Task.Delay(_grace).ConfigureAwait(false);
        CloseOne();
    }

    private void CloseOne()
    {
        if (Interlocked.Decrement(ref _open) == 0) span.End(_endMonotonicNanos);
    }
}
