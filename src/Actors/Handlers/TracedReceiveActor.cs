using Akka.Actor;

namespace Tracing.Actors;

/// <summary>A <see cref="ReceiveActor"/> that handles each traced message in a span of its own.</summary>
/// <remarks>Messages without an envelope are handled outside any trace. Supervision, stash, timers, Become and
/// <see cref="ActorBase.Sender"/> work as usual; PreRestart gets the message without its envelope. The methods that
/// register asynchronous handlers hide Akka.NET's, so that a span lasts as long as its handler.</remarks>
public abstract class TracedReceiveActor : ReceiveActor, ITracedService, IOpensEnvelopes
{
    private readonly HandlerSpans _spans;

    protected TracedReceiveActor() => _spans = new HandlerSpans(Context, GetType(), ServiceName);

    /// <summary>The service that this actor's spans belong to; null: the actor system's own
    /// (tracing.service-name).</summary>
    /// <remarks>The constructor reads it once: return a constant.</remarks>
    protected virtual string? ServiceName => null;

    public Tracer Tracer => _spans.Tracer;

    /// <summary>Handles a type of message in a span with this name, instead of <c>Actor Message</c>.</summary>
    protected void Receive<T>(string operation, Action<T> handler) => Receive<T>(message =>
    {
        _spans.Rename(operation);
        handler(message);
    });

    /// <summary>Handles a type of message asynchronously, in a span with this name.</summary>
    protected void ReceiveAsync<T>(string operation, Func<T, Task> handler) => ReceiveAsync<T>(message =>
    {
        _spans.Rename(operation);
        return handler(message);
    });

    protected new void ReceiveAsync<T>(Func<T, Task> handler, Predicate<T>? shouldHandle = null) =>
        base.ReceiveAsync(Traced(handler), shouldHandle);

    protected new void ReceiveAsync<T>(Predicate<T> shouldHandle, Func<T, Task> handler) =>
        base.ReceiveAsync(shouldHandle, Traced(handler));

    protected new void ReceiveAsync(
        Type messageType, Func<object, Task> handler, Predicate<object>? shouldHandle = null) =>
        base.ReceiveAsync(messageType, Traced(handler), shouldHandle);

    protected new void ReceiveAsync(Type messageType, Predicate<object> shouldHandle, Func<object, Task> handler) =>
        base.ReceiveAsync(messageType, shouldHandle, Traced(handler));

    protected new void ReceiveAnyAsync(Func<object, Task> handler) => base.ReceiveAnyAsync(Traced(handler));

    /// <summary>Runs Akka.NET's RunTask, with the span lasting until the task has ended.</summary>
    protected new void RunTask(Func<Task> action) =>
        base.RunTask(() => _spans.RunAsync(static run => run(), action));

    /// <summary>Runs Akka.NET's RunTask, with the span lasting until the action has ended.</summary>
    protected new void RunTask(Action action) => RunTask(() =>
    {
        action();
        return Task.CompletedTask;
    });

    protected override bool AroundReceive(Receive receive, object message)
    {
        if (message is TraceEnvelope envelope) return Handle(receive, envelope);
        using (ActiveSpan.Enter(null))
            return base.AroundReceive(message is IWrappedMessage ? Opening(receive) : receive, message);
    }

    // Akka.NET unwraps a timer's message in its own AroundReceive, so the envelope is found only in there.
    private Receive Opening(Receive receive) => message => message is TraceEnvelope envelope
        ? Handle(receive, envelope, isTimer: true)
        : receive(message);

    private bool Handle(Receive receive, TraceEnvelope envelope, bool isTimer = false)
    {
        using var current = _spans.Begin(envelope.Message, envelope.Stamp, isTimer);
        try
        {
            return base.AroundReceive(receive, envelope.Message);
        }
        catch (Exception cause) when (_spans.Failed(cause))
        {
            throw;
        }
        finally
        {
            _spans.CompleteBegun();
        }
    }

    protected override void Unhandled(object message)
    {
        _spans.Unhandled();
        base.Unhandled(message);
    }

    public override void AroundPreStart()
    {
        TracedStash.Decorate(this, _spans);
        using (ActiveSpan.Enter(null)) base.AroundPreStart();
    }

    public override void AroundPreRestart(Exception cause, object message)
    {
        using (ActiveSpan.Enter(null)) base.AroundPreRestart(cause, TraceEnvelope.Unwrap(message));
    }

    public override void AroundPostRestart(Exception cause, object message)
    {
        TracedStash.Decorate(this, _spans);
        using (ActiveSpan.Enter(null)) base.AroundPostRestart(cause, TraceEnvelope.Unwrap(message));
    }

    public override void AroundPostStop()
    {
        _spans.Stopped();
        using (ActiveSpan.Enter(null)) base.AroundPostStop();
    }

    private Func<T, Task> Traced<T>(Func<T, Task> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        return message => _spans.RunAsync(handler, message);
    }
}
