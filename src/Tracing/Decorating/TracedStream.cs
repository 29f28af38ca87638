using System.Diagnostics;

namespace Tracing;

/// <summary>A stream of which each enumeration is one span, from the first step to the end.</summary>
/// <remarks>
/// The body of an iterator runs in the context of the code that takes the next step, not of the code that called the
/// method. So the span is made the current one for each step, and only for the step: the reader's own work between two
/// steps does not belong to the stream.
/// </remarks>
[StackTraceHidden, DebuggerStepThrough]
internal sealed class TracedStream<T>(StreamStart start, IAsyncEnumerable<T> source) : IAsyncEnumerable<T>
{
    public async IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        var span = start.Start();
        try
        {
            var items = Open(span, cancellationToken);
            try
            {
                while (true)
                {
                    T item;
                    try
                    {
                        if (!await Next(items, span).ConfigureAwait(false)) yield break;
                        item = items.Current;
                    }
                    catch (Exception e) when (Fails(span, e)) { throw; }
                    yield return item;
                }
            }
            finally
            {
                await Close(items, span).ConfigureAwait(false);
            }
        }
        finally
        {
            span.End();
        }
    }

    private IAsyncEnumerator<T> Open(Span span, CancellationToken cancellationToken)
    {
        using (ActiveSpan.EnterWithin(span))
        {
            try { return source.GetAsyncEnumerator(cancellationToken); }
            catch (Exception e) when (Fails(span, e)) { throw; }
        }
    }

    // Not async: the step starts within the scope and is awaited outside of it.
    private static ValueTask<bool> Next(IAsyncEnumerator<T> items, Span span)
    {
        using (ActiveSpan.EnterWithin(span)) return items.MoveNextAsync();
    }

    private static async ValueTask Close(IAsyncEnumerator<T> items, Span span)
    {
        try
        {
            ValueTask closing;
            using (ActiveSpan.EnterWithin(span)) closing = items.DisposeAsync();
            await closing.ConfigureAwait(false);
        }
        catch (Exception e) when (Fails(span, e)) { throw; }
    }

    private static bool Fails(Span span, Exception exception)
    {
        span.Fail(exception);
        return false;
    }
}
