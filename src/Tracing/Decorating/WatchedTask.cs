using System.Diagnostics;

namespace Tracing;

/// <summary>A copy of a task that ends a span first, then completes as the task did.</summary>
/// <remarks>
/// Not an async method, because that would keep only one of several exceptions, add its own frame to their stack traces
/// and replace the token of a cancelled task. See src/Generator/RATIONALE.md, "Why is a decorated task a copy?".
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
        // Checked first, because a task that has already ended would call back on the thread pool.
        if (task.IsCompleted) watched.Complete();
        else task.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(watched.Complete);
        return watched.Task;
    }

    /// <summary>Ends the span of a task that has ended. A cancelled task fails its span, as a thrown
    /// <see cref="OperationCanceledException"/> does.</summary>
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
