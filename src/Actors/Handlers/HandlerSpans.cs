using System.Runtime.CompilerServices;
using Akka.Actor;

namespace Tracing.Actors;

/// <summary>The spans of one actor's handlers: opens one for each traced message and closes it when the handler is
/// done.</summary>
/// <remarks>
/// Owned by its actor, used only within its turns. A span belongs to the turn that opened it until an asynchronous
/// handler takes it over; then it ends with that handler. Both base actors share this; they differ only in what
/// Akka.NET
/// gives them to override.
/// </remarks>
internal sealed class HandlerSpans(IActorContext context, Type actorType, string? service) : ISpansOfHandlers
{
    private readonly ActorTracing _tracing = ActorTracing.For(context.System);
    private readonly Tracer _tracer = ActorTracing.For(context.System).TracerFor(service);
    private readonly TraceClock _clock = ActorTracing.For(context.System).Recorder.Clock;
    private readonly Dictionary<Type, HandlerLabel> _labels = [];
    private Type? _lastMessage;
    private HandlerLabel? _lastLabel;
    private Span? _span;
    private AskedTurn? _asked;

    // What the last message's span recorded in, if it ended with its turn and nobody wrote to it: the next one's.
    private SpanBody? _spare;

    // The mailbox is suspended while asynchronous work of a turn runs, so there is at most one such turn.
    private AsyncTurn? _async;

    /// <summary>The tracer of this actor's service.</summary>
    public Tracer Tracer => _tracer;

    HandlerSpans ISpansOfHandlers.Spans => this;

    // Akka.NET has the envelope for its current message.
    void ISpansOfHandlers.InEnvelope(Action act) => act();

    /// <summary>Opens the span of a handler that is about to run, and makes it the current one.</summary>
    public ActiveSpan.Scope Begin(object message, in EnvelopeStamp stamp) =>
        ActiveSpan.Enter(Open(message, stamp, context.Sender, 0));

    /// <summary>Opens the span of a handler that is about to run.</summary>
    /// <param name="freeMonotonicNanos">What the clock was when the actor had time for the message, if it was there by then; 0:
    /// the clock is read.</param>
    public Span Open(object message, in EnvelopeStamp stamp, IActorRef? sender, long freeMonotonicNanos)
    {
        if (stamp.Origin is not Span parent) return OpenArrived(message, stamp, sender, freeMonotonicNanos);
        var span = OpenSent(message, parent, stamp.EnqueuedMonotonicNanos, sender, freeMonotonicNanos);
        return stamp.IsDetached ? span.MarkDetached() : span;
    }

    /// <summary>As <see cref="Open"/>, where there is no more to say than under which span and when it was sent.</summary>
    /// <param name="here">Of this thread; null: nobody has looked.</param>
    public Span OpenSent(object message, Span parent, long sentMonotonicNanos, IActorRef? sender, long freeMonotonicNanos,
        ThreadFlow? here = null)
    {
        var label = Label(EnvelopeRules.TypeOf(message));
        var now = Began(sentMonotonicNanos, freeMonotonicNanos);
        return _span = _tracer.StartSent(label.Name, parent, SpanKind.Consumer, now, ref _spare, here)
            .WaitedInMailbox(now - sentMonotonicNanos)
            .ShareTags(label.TagsFrom(sender));
    }

    // Apart from what most messages need, which would pay for the room.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private Span OpenArrived(object message, in EnvelopeStamp stamp, IActorRef? sender, long freeMonotonicNanos)
    {
        var label = Label(EnvelopeRules.TypeOf(message));
        var now = Began(stamp.EnqueuedMonotonicNanos, freeMonotonicNanos);
        var span = _tracer.Start(label.Name, stamp.Context, SpanKind.Consumer, now, ref _spare)
            .WaitedInMailbox(now - stamp.EnqueuedMonotonicNanos)
            .ShareTags(label.TagsFrom(sender));
        if (stamp.IsDetached) span.MarkDetached();
        if (stamp.IsRemote) Arrived(span, stamp);
        return _span = span;
    }

    private long Began(long sentMonotonicNanos, long freeMonotonicNanos) =>
        freeMonotonicNanos == 0 ? _clock.MonotonicNanos() : Math.Max(freeMonotonicNanos, sentMonotonicNanos);

    private static void Arrived(Span span, in EnvelopeStamp stamp)
    {
        span.MarkRemoteParent();
        if (stamp.WireNanos > 0) span.SetTag(TracingTags.WireNanos, stamp.WireNanos);
    }

    /// <summary>As <see cref="Open"/>, for a message that came without a trace to an actor that starts one.</summary>
    public Span OpenRoot(object message, IActorRef? sender)
    {
        var label = Label(message.GetType());
        return _span = _tracer.StartRoot(label.Name, SpanKind.Consumer, ref _spare).ShareTags(label.TagsFrom(sender));
    }

    /// <summary>The handler that is running has asked, or begun other work, and goes on without it.</summary>
    /// <param name="work">The answer, or the work.</param>
    /// <param name="sendsWithinIt">When it is over, all is sent; else by what goes on with it.</param>
    public void StayOpenFor(Task work, bool sendsWithinIt)
    {
        if (_span is not { IsRecording: true } span || work.IsCompleted && sendsWithinIt) return;
        (_asked ??= new AskedTurn(span)).Await(work, sendsWithinIt);
    }

    /// <summary>Closes the span, unless an asynchronous handler goes on with it.</summary>
    /// <param name="here">Of this thread; null: nobody has looked.</param>
    /// <returns>What the clock was then; 0: it was not read.</returns>
    public long Complete(ThreadFlow? here = null)
    {
        long now = 0;
        if (_asked is { } asked) asked.EndTurn();
        else if (_span is { } span && !ReferenceEquals(_async?.Span, span)) now = span.EndNow(_clock, here, ref _spare);
        _asked = null;
        _span = null;
        return now;
    }

    /// <summary>The span of a turn that is over, and whose handler still runs: only the cell knows when it is
    /// done.</summary>
    public void Leave()
    {
        if (_span is not null) _async = new AsyncTurn(_span);
        _span = null;
        // The handler itself waits for what it asked.
        _asked = null;
    }

    /// <summary>Takes the span of the running turn away, for whoever ends it after later turns; null: there is
    /// none.</summary>
    public HeldTurn? Hold()
    {
        var held = _span is null ? null : new HeldTurn(_span, _asked);
        (_span, _asked) = (null, null);
        return held;
    }

    /// <summary>As <see cref="Hold"/>, of the turn whose asynchronous work is over; any thread, one of them gets
    /// it.</summary>
    public HeldTurn? HoldLeft(Exception? cause)
    {
        if (Interlocked.Exchange(ref _async, null) is not { } turn) return null;
        if (cause is not null) turn.Span.Fail(cause);
        return new HeldTurn(turn.Span, null);
    }

    /// <summary>Goes on with a span that was held.</summary>
    public ActiveSpan.Scope Resume(HeldTurn held)
    {
        (_span, _asked) = (held.Span, held.Asked);
        return ActiveSpan.Enter(_span);
    }

    public bool HasLeft => _async is not null;

    /// <summary>The turn that runs has a span.</summary>
    public bool IsOpen => _span is not null;

    /// <summary>Closes a span that was left running.</summary>
    /// <remarks>Any thread: the mailbox may be asked by one while another runs the next message.</remarks>
    /// <param name="cause">Why its handler failed; null: it did not.</param>
    public void EndLeft(Exception? cause)
    {
        if (Interlocked.Exchange(ref _async, null) is not { } turn) return;
        if (cause is not null) turn.Span.Fail(cause);
        turn.Span.End();
    }

    /// <summary>The actor has stopped: a handler that it left running does not come to its end any more.</summary>
    public void Stopped()
    {
        if (Interlocked.Exchange(ref _async, null) is not { } turn) return;
        turn.Span.SetStatus(SpanStatus.Error, "the actor stopped before its handler had ended").End();
    }

    /// <summary>As an exception filter: notes the failure where it is thrown, catches nothing.</summary>
    public bool Failed(Exception cause)
    {
        _span?.Fail(cause);
        return false;
    }

    public void Unhandled() => Running?.MarkUnhandled();

    public void Stashed() => Running?.MarkStashed();

    /// <summary>Records a stashed message that will not be handled.</summary>
    public void Discarded(TraceEnvelope envelope) =>
        Undelivered.Record(_tracing, envelope, "discarded from the stash", context.Self.Path);

    /// <summary>Names the span after what the handler says it does, instead of after the message.</summary>
    public void Rename(string operation) => _span?.Rename(operation);

    /// <summary>Runs an asynchronous handler to its end within the span of the message that started it.</summary>
    /// <remarks>A turn may start several (RunTask): the span ends with the last of them.</remarks>
    public async Task RunAsync<T>(Func<T, Task> handler, T message)
    {
        if (_span is not null && !ReferenceEquals(_async?.Span, _span)) _async = new AsyncTurn(_span);
        var turn = _async;
        if (turn is not null) turn.Running++;
        try
        {
            await handler(message);
        }
        catch (Exception cause) when (NoteFailure(turn?.Span, cause))
        {
            throw;
        }
        finally
        {
            if (turn is not null && --turn.Running == 0) Ended(turn);
        }
    }

    private Span? Running => _span ?? _async?.Span;

    private void Ended(AsyncTurn turn)
    {
        if (ReferenceEquals(_async, turn)) _async = null;
        // Still set when the handler came to its end without waiting: the turn itself ends the span then.
        if (!ReferenceEquals(_span, turn.Span)) turn.Span.End();
    }

    private static bool NoteFailure(Span? span, Exception cause)
    {
        span?.Fail(cause);
        return false;
    }

    private HandlerLabel Label(Type message) =>
        _lastLabel is { } last && ReferenceEquals(message, _lastMessage) ? last : OtherLabel(message);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private HandlerLabel OtherLabel(Type message)
    {
        if (!_labels.TryGetValue(message, out var label)) label = NewLabel(message);
        (_lastMessage, _lastLabel) = (message, label);
        return label;
    }

    private HandlerLabel NewLabel(Type message)
    {
        var label = HandlerLabel.Of(context.Self.Path, actorType, message);
        // An actor that is sent ever new types (closed generics) must not remember them without end.
        if (_labels.Count < HandlerLabel.MaxPerActor) _labels.Add(message, label);
        return label;
    }

    /// <summary>A message whose handler left work behind that still runs.</summary>
    private sealed class AsyncTurn(Span span)
    {
        public Span Span { get; } = span;

        public int Running { get; set; }
    }
}
