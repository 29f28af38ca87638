namespace Tracing.Actors;

/// <summary>Announces work that a handler starts and does not wait for.</summary>
public static class HandlerWork
{
    /// <summary>Keeps the running handler's span countable until the work is over, so that messages which the work
    /// sends are counted as the span's children.</summary>
    /// <remarks>
    /// For actors that are traced without code. The span's duration is still that of the turn; it is recorded when the
    /// work is over, at most 30 s after the turn. Outside a handler, in an unsampled trace, and after an <c>await</c>
    /// it does nothing, and what is sent after the handler is detached. In a project compiled with Tracing.Generator
    /// each <c>PipeTo</c> has this around it. See RATIONALE "When is a span recorded whose handler asked?".
    /// </remarks>
    /// <returns>The same task.</returns>
    public static TTask Hold<TTask>(TTask work) where TTask : Task
    {
        ArgumentNullException.ThrowIfNull(work);
        RunningHandler.Works(work);
        return work;
    }
}
