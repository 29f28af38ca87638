using Akka.Actor;

namespace Tracing.Actors;

/// <summary>As <c>PipeTo</c>, with the current trace: the outcome of a task becomes a message under the span that piped
/// it.</summary>
/// <remarks>
/// One child of the current span is announced at the call, so the span may end before the task does. Where no trace is
/// active, and for an Ask's temporary actor, each is exactly its untraced counterpart. A failure without a function of
/// its own is sent as <see cref="Status.Failure"/>, in an envelope like any other message.
/// </remarks>
public static class TracedPiping
{
    public static Task PipeToTraced<T>(this Task<T> task, ICanTell recipient, IActorRef? sender = null,
        Func<T, object>? success = null, Func<Exception, object>? failure = null)
    {
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(recipient);
        if (AnnouncedSend.To(recipient) is not { } announced) return task.PipeTo(recipient, sender, success, failure);
        return task.PipeTo(recipient, sender,
            result => announced.Wrap(success is null ? result! : success(result)),
            cause => announced.Wrap(failure is null ? new Status.Failure(cause) : failure(cause)));
    }

    /// <param name="success">What to send when the task has ended: it has no result of its own.</param>
    public static Task PipeToTraced(this Task task, ICanTell recipient, Func<object> success, IActorRef? sender = null,
        Func<Exception, object>? failure = null)
    {
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(recipient);
        ArgumentNullException.ThrowIfNull(success);
        if (AnnouncedSend.To(recipient) is not { } announced) return task.PipeTo(recipient, sender, success, failure);
        return task.PipeTo(recipient, sender,
            () => announced.Wrap(success()),
            cause => announced.Wrap(failure is null ? new Status.Failure(cause) : failure(cause)));
    }
}
