using System.ComponentModel;

namespace Tracing;

// Work that goes on later, in this process or another, from a context that was kept with it.
public static partial class Spans
{
    /// <summary>Runs the body in a child of the span whose context was kept, in the same trace.</summary>
    /// <param name="kept">If it names no trace, the body runs in the root of a new one. Nobody waits for the
    /// child: the trace may have closed, and then gets it as a revision.</param>
    /// <param name="operation">The span's name; of low cardinality.</param>
    /// <param name="tracer">The tracer of the span; null: the current span's, else
    /// <see cref="Tracer.Default"/>.</param>
    public static void Continue(KeptContext kept, string operation, Action body, Tracer? tracer = null)
    {
        ArgumentNullException.ThrowIfNull(body);
        In(TracedCall.Continued(operation, kept.Context, tracer), body);
    }

    /// <inheritdoc cref="Continue(KeptContext, string, Action, Tracer)"/>
    public static T Continue<T>(KeptContext kept, string operation, Func<T> body, Tracer? tracer = null)
    {
        ArgumentNullException.ThrowIfNull(body);
        return In(TracedCall.Continued(operation, kept.Context, tracer), body);
    }

    /// <summary>Does what <see cref="Continue{T}(KeptContext, string, Func{T}, Tracer)"/> does; the span ends with the
    /// task.</summary>
    public static Task ContinueAsync(KeptContext kept, string operation, Func<Task> body, Tracer? tracer = null)
    {
        ArgumentNullException.ThrowIfNull(body);
        return In(TracedCall.Continued(operation, kept.Context, tracer), body);
    }

    /// <inheritdoc cref="ContinueAsync(KeptContext, string, Func{Task}, Tracer)"/>
    public static Task<T> ContinueAsync<T>(
        KeptContext kept, string operation, Func<Task<T>> body, Tracer? tracer = null)
    {
        ArgumentNullException.ThrowIfNull(body);
        return In(TracedCall.Continued(operation, kept.Context, tracer), body);
    }

    [Obsolete(Early, error: true), EditorBrowsable(EditorBrowsableState.Never)]
    public static Task Continue(KeptContext kept, string operation, Func<Task> body, Tracer? tracer = null) =>
        ContinueAsync(kept, operation, body, tracer);

    [Obsolete(Early, error: true), EditorBrowsable(EditorBrowsableState.Never)]
    public static Task<T> Continue<T>(KeptContext kept, string operation, Func<Task<T>> body, Tracer? tracer = null) =>
        ContinueAsync(kept, operation, body, tracer);

    /// <summary>Runs the body in the root span of a new trace, with a link to the span whose context was
    /// kept.</summary>
    /// <param name="kept">If it names no trace, there is no link.</param>
    /// <param name="operation">The span's name; of low cardinality.</param>
    /// <param name="tracer">The tracer of the span; null: the current span's, else
    /// <see cref="Tracer.Default"/>.</param>
    public static void RunLinked(KeptContext kept, string operation, Action body, Tracer? tracer = null)
    {
        ArgumentNullException.ThrowIfNull(body);
        In(TracedCall.Linked(operation, kept.Context, tracer), body);
    }

    /// <inheritdoc cref="RunLinked(KeptContext, string, Action, Tracer)"/>
    public static T RunLinked<T>(KeptContext kept, string operation, Func<T> body, Tracer? tracer = null)
    {
        ArgumentNullException.ThrowIfNull(body);
        return In(TracedCall.Linked(operation, kept.Context, tracer), body);
    }

    /// <summary>Does what <see cref="RunLinked{T}(KeptContext, string, Func{T}, Tracer)"/> does; the span ends with the
    /// task.</summary>
    public static Task RunLinkedAsync(KeptContext kept, string operation, Func<Task> body, Tracer? tracer = null)
    {
        ArgumentNullException.ThrowIfNull(body);
        return In(TracedCall.Linked(operation, kept.Context, tracer), body);
    }

    /// <inheritdoc cref="RunLinkedAsync(KeptContext, string, Func{Task}, Tracer)"/>
    public static Task<T> RunLinkedAsync<T>(
        KeptContext kept, string operation, Func<Task<T>> body, Tracer? tracer = null)
    {
        ArgumentNullException.ThrowIfNull(body);
        return In(TracedCall.Linked(operation, kept.Context, tracer), body);
    }

    [Obsolete(Early, error: true), EditorBrowsable(EditorBrowsableState.Never)]
    public static Task RunLinked(KeptContext kept, string operation, Func<Task> body, Tracer? tracer = null) =>
        RunLinkedAsync(kept, operation, body, tracer);

    [Obsolete(Early, error: true), EditorBrowsable(EditorBrowsableState.Never)]
    public static Task<T> RunLinked<T>(KeptContext kept, string operation, Func<Task<T>> body, Tracer? tracer = null) =>
        RunLinkedAsync(kept, operation, body, tracer);
}
