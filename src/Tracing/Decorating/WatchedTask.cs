using System.Diagnostics;

namespace Tracing;

/// <summary>Ends a span with a task, then hands on how the task ended.</summary>
/// <remarks>
/// Not an async method, which would keep one of several exceptions, put its own frame into their stack traces and turn
/// a cancelled task's token into another. See src/Generator/RATIONALE.md, "Why is a
/// decorated task a copy?".
/// </remarks>
[StackTraceHidden, DebuggerStepThrough]
internal sealed class WatchedTask : TaskCompletionSource
{
    private readonly Task _task;
    private readonly Span _span;

    private WatchedTask(Task task, Span span)
    {
        _task = task;
        _span = span;
    }

    public static Task Of(Task task, Span span)
    {
        var watched = new WatchedTask(task, span);
        // Asked first: a task that has already ended would call back from the thread pool.
        if (task.IsCompleted) watched.Complete();
        else task.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(watched.Complete);
        return watched.Task;
    }

    /// <summary>A cancelled task fails its span, as a thrown <see cref="OperationCanceledException"/> does.</summary>
    public static void End(Span span, Task task)
    {
        if (task.IsFaulted) span.Fail(task.Exception.InnerExceptions[0]);
        else if (task.IsCanceled) span.Fail(new TaskCanceledException(task));
        span.End();
    }

    private void Complete()
    {
        End(_span, _task);
        SetFromTask(_task);
    }
}
