using System.Diagnostics;

namespace Tracing;

/// <summary>A copy of a task with a result; otherwise the same as <see cref="WatchedTask"/>.</summary>
[StackTraceHidden, DebuggerStepThrough]
internal sealed class WatchedTask<T> : TaskCompletionSource<T>
{
    private readonly Task<T> _task;
    private readonly Span _span;

    private WatchedTask(Task<T> task, Span span)
    {
        _task = task;
        _span = span;
    }

    public static Task<T> Of(Task<T> task, Span span)
    {
        var watched = new WatchedTask<T>(task, span);
        if (task.IsCompleted) watched.Complete();
        else task.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(watched.Complete);
        return watched.Task;
    }

    private void Complete()
    {
        WatchedTask.End(_span, _task);
        SetFromTask(_task);
    }
}
