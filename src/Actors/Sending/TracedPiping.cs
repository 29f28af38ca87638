using Akka.Actor;

namespace Tracing.Actors;

/// <summary><c>PipeTo</c> with the current trace: the outcome of a task is sent as a child of the span that pipes
/// it.</summary>
/// <remarks>
/// The call counts one child of the current span, so the span may end before the task does. Where no trace is active,
/// and for an Ask's temporary actor, each method does exactly what <c>PipeTo</c> does. Without a <c>failure</c>
/// function a failure is sent as <see cref="Status.Failure"/>, in an envelope like any other message.
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

    /// <param name="success">Makes the message that is sent when the task has ended.</param>
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
