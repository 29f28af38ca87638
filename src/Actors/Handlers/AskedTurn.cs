namespace Tracing.Actors;

/// <summary>A turn whose handler has asked, or has started other work: its span ends with the turn, and is recorded
/// when the answers are in and the work is done.</summary>
/// <remarks>
/// What a handler does with an answer (PipeTo, ContinueWith) runs after its turn, and its sends are the span's
/// children. A span that is recorded cannot count them any more (RATIONALE "When is a span recorded whose handler
/// asked?"). Any thread.
/// </remarks>
internal sealed class AskedTurn(Span span)
{
    // The time that the continuation of an answer has to run and to send.
    private static readonly TimeSpan _grace = TimeSpan.FromMilliseconds(25);

    // An Ask without a timeout must not hold a span for ever.
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);

    // Answers and work that are awaited, and the turn itself.
    private int _open = 1;
    private long _endMonotonicNanos;

    /// <param name="sendsWithinIt">True: when the work is over, all is sent. False: its continuations send.</param>
    public void Await(Task work, bool sendsWithinIt)
    {
        Interlocked.Increment(ref _open);
        // Without the handler's context: this wait is not the handler's work.
        using (ExecutionContext.SuppressFlow()) _ = CloseAfterAsync(work, sendsWithinIt);
    }

    /// <summary>Gives a hold back when the work is over.</summary>
    /// <param name="sendsWithinIt">As in <see cref="Await"/>.</param>
    public static void Hold(SpanHold hold, Task work, bool sendsWithinIt)
    {
        using (ExecutionContext.SuppressFlow()) _ = ReleaseAsync();

        async Task ReleaseAsync()
        {
            await OverAsync(work, sendsWithinIt).ConfigureAwait(false);
            hold.Release();
        }
    }

    /// <summary>The handler has returned.</summary>
    public void EndTurn()
    {
        _endMonotonicNanos = span.Tracer.Clock.MonotonicNanos();
        CloseOne();
    }

    private async Task CloseAfterAsync(Task work, bool sendsWithinIt)
    {
        await OverAsync(work, sendsWithinIt).ConfigureAwait(false);
        CloseOne();
    }

    private static async Task OverAsync(Task work, bool sendsWithinIt)
    {
        // WaitAsync drops its timer when the answer comes; a separate delay would live for 30 s after each Ask. The
        // answer itself, or its failure, does not matter here.
        await work.WaitAsync(_patience).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        // Other continuations of the answer run at the same time, and nothing tells when they have sent.
        if (!sendsWithinIt) await Task.Delay(_grace).ConfigureAwait(false);
    }

    private void CloseOne()
    {
        if (Interlocked.Decrement(ref _open) == 0) span.End(_endMonotonicNanos);
    }
}
