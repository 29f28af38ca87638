namespace Tracing.Actors;

/// <summary>Work that a handler starts and does not wait for.</summary>
public static class HandlerWork
{
    /// <summary>Keeps the running handler's span countable until the work is over: what the work sends until then are children
    /// that the trace waits for.</summary>
    /// <remarks>
    /// For actors that are traced without code. The span's duration is the turn's all the same; it is recorded when the work
    /// is over, 30 s after the turn at most. Elsewhere (outside a handler, in an unsampled trace, after an <c>await</c>)
    /// it does nothing, and what is sent after the handler is detached. A project that is compiled with Tracing.Generator has
    /// this around each <c>PipeTo</c>. See RATIONALE "When is a span recorded whose handler asked?".
    /// </remarks>
    /// <returns>The same task.</returns>
    public static TTask Hold<TTask>(TTask work) where TTask : Task
    {
        ArgumentNullException.ThrowIfNull(work);
        RunningHandler.Works(work);
        return work;
    }
}
