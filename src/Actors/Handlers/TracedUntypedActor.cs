using Akka.Actor;

namespace Tracing.Actors;

/// <summary>An <see cref="UntypedActor"/> that handles each traced message in a span of its own.</summary>
/// <remarks>Messages without an envelope are handled outside any trace. Supervision, stash, timers and
/// <see cref="ActorBase.Sender"/> work as usual; PreRestart gets the message without its envelope.</remarks>
public abstract class TracedUntypedActor : UntypedActor, ITracedService, IOpensEnvelopes
{
    private readonly HandlerSpans _spans;

    protected TracedUntypedActor() => _spans = new HandlerSpans(Context, GetType(), ServiceName);

    /// <summary>The service that this actor's spans belong to; null: the actor system's own
    /// (tracing.service-name).</summary>
    /// <remarks>The constructor reads it once: return a constant.</remarks>
    protected virtual string? ServiceName => null;

    public Tracer Tracer => _spans.Tracer;

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

    /// <summary>Runs Akka.NET's RunTask, with the span lasting until the task has ended.</summary>
    protected new void RunTask(Func<Task> action) =>
        base.RunTask(() => _spans.RunAsync(static run => run(), action));

    /// <summary>Runs Akka.NET's RunTask, with the span lasting until the action has ended.</summary>
    protected new void RunTask(Action action) => RunTask(() =>
    {
        action();
        return Task.CompletedTask;
    });

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
}
