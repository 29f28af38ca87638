using Akka.Actor;

namespace Tracing.Actors;

/// <summary>An action that a traced handler has scheduled: it runs under the handler's span, which is held until
/// then.</summary>
/// <remarks>Any thread.</remarks>
internal sealed class ScheduledAction
{
    private readonly Span _span;
    private readonly Action _action;
    private SpanHold? _hold;
    private CancellationTokenRegistration _cancelling;

    private ScheduledAction(Span span, SpanHold hold, Action action) => (_span, _hold, _action) = (span, hold, action);

    /// <summary>Null: the action runs outside the trace. Where the span is still open and has waited for too many
    /// actions, it becomes open-ended.</summary>
    public static ScheduledAction? Under(Span span, Action action)
    {
        if (!IsUsers(action)) return null;
        if (SpanHold.Of(span) is { } hold) return new ScheduledAction(span, hold, action);
        span.MarkChildrenOpen();
        return null;
    }

    public static bool IsTailChopping(Action action) => IsWithin(action, "Akka.Routing.TailChopping");

    public void RunOnce()
    {
        try
        {
            RunAgain();
        }
        finally
        {
            Release();
        }
    }

    public void RunAgain()
    {
        using (ActiveSpan.Enter(Volatile.Read(ref _hold) is null ? null : _span)) _action();
    }

    /// <summary>Gives the span back when the action is cancelled.</summary>
    public void ReleaseWith(ICancelable? cancelable)
    {
        if (cancelable is null) return;
        _cancelling = cancelable.Token.UnsafeRegister(static self => ((ScheduledAction)self!).Release(), this);
        if (Volatile.Read(ref _hold) is null) _cancelling.Dispose();
    }

    private void Release()
    {
        Interlocked.Exchange(ref _hold, null)?.Release();
        _cancelling.Dispose();
    }

    // Akka.NET's own timeouts (of cancelables, circuit breakers, streams) cause nothing that a user sent. Retries do.
    private static bool IsUsers(Action action) =>
        action.Method.Module.Assembly.GetName().Name?.StartsWith("Akka", StringComparison.Ordinal) != true
        || IsWithin(action, "Akka.Pattern.FutureTimeoutSupport") || IsTailChopping(action);

    private static bool IsWithin(Action action, string type) =>
        action.Method.DeclaringType?.FullName?.StartsWith(type, StringComparison.Ordinal) == true;
}
