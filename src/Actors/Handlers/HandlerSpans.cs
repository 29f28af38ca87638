using System.Runtime.CompilerServices;
using Akka.Actor;

namespace Tracing.Actors;

/// <summary>The spans of one actor's handlers: opens one for each traced message, and ends it when the handler is
/// done.</summary>
/// <remarks>
/// Owned by its actor, and used within its turns unless a member says otherwise. A span ends with the turn that opened
/// it; an asynchronous handler takes it over, and then it ends with that handler. Cells and both traced base classes
/// use this.
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
    private Span? _notStarted;

    // The turn that Begin has begun without a span.
    private HiddenTurn? _hidden;

    // The body of the last span, for the next span to use, if that span ended with its turn and nobody writes to it
    // later.
    private SpanBody? _spare;

    // At most one: the mailbox is suspended while asynchronous work of a turn runs.
    private AsyncTurn? _async;

    /// <summary>The tracer of this actor's service.</summary>
    public Tracer Tracer => _tracer;

    /// <summary>The span of messages over the limit of traces that may start; it records nothing, and all of them share
    /// it.</summary>
    public Span NotStarted => _notStarted ??= _tracer.StartDropped();

    HandlerSpans ISpansOfHandlers.Spans => this;

    // In the explicit form, Akka.NET's current message is the envelope already.
    void ISpansOfHandlers.InEnvelope(Action act) => act();

    /// <summary>Opens the span of a handler that is about to run, and makes it the current one.</summary>
    /// <param name="isTimer">True when one of the actor's timers brought the message.</param>
    public ActiveSpan.Scope Begin(object message, in EnvelopeStamp stamp, bool isTimer)
    {
        if (stamp.IsLink) return ActiveSpan.Enter(null);
        if (stamp.Trace.Hidden is not null || stamp.IsHidden)
        {
            _hidden = stamp.Trace.Hidden ?? HiddenTurn.Elsewhere(_tracer, stamp);
            return ActiveSpan.Enter(_hidden.Span);
        }
        return ActiveSpan.Enter(
            Open(message, ExplicitTurns.Arrived(stamp, message, context, isTimer), context.Sender, 0));
    }

    /// <summary>Opens the span of a handler that is about to run.</summary>
    /// <param name="freeMonotonicNanos">The clock at the end of the previous turn, if this message was already waiting;
    /// 0: read the clock.</param>
    public Span Open(object message, in EnvelopeStamp stamp, IActorRef? sender, long freeMonotonicNanos)
    {
        if (stamp.Trace.Span is not { } parent) return OpenArrived(message, stamp, sender, freeMonotonicNanos);
        var span = OpenSent(message, parent, stamp.EnqueuedMonotonicNanos, sender, freeMonotonicNanos);
        return stamp.IsDetached ? span.MarkDetached() : span;
    }

    /// <summary>Opens the span of a handler whose message waited beside the span under which it was sent.</summary>
    /// <param name="freeMonotonicNanos">As in <see cref="Open"/>.</param>
    /// <param name="here">The state of this thread; null: not looked up.</param>
    public Span OpenSent(object message, Span parent, long sentMonotonicNanos, IActorRef? sender,
        long freeMonotonicNanos, ThreadFlow? here = null)
    {
        var label = Label(EnvelopeRules.TypeOf(message));
        var now = Began(sentMonotonicNanos, freeMonotonicNanos);
        return _span = _tracer.StartSent(label.Name, parent, SpanKind.Consumer, now, ref _spare, here)
            .WaitedInMailbox(now - sentMonotonicNanos)
            .ShareTags(label.TagsFrom(sender));
    }

    // A method of its own: in Open, every message would clear the stack slots of this one.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private Span OpenArrived(object message, in EnvelopeStamp stamp, IActorRef? sender, long freeMonotonicNanos)
    {
        var label = Label(EnvelopeRules.TypeOf(message));
        var now = Began(stamp.EnqueuedMonotonicNanos, freeMonotonicNanos);
        var span = _tracer.Start(label.Name, stamp.Context, SpanKind.Consumer, now, ref _spare)
            .WaitedInMailbox(now - stamp.EnqueuedMonotonicNanos)
            .ShareTags(label.TagsFrom(sender));
        // Nobody else knows the span yet.
        if (stamp.Trace.BeganMonotonicNanos is not 0 and var began) span.Trace.BeganMonotonicNanos = began;
        if (stamp.IsDetached) span.MarkDetached();
        if (stamp.IsRemote) Arrived(span, stamp);
        return _span = span;
    }

    private long Began(long sentMonotonicNanos, long freeMonotonicNanos) =>
        freeMonotonicNanos == 0 ? _clock.MonotonicNanos() : Math.Max(freeMonotonicNanos, sentMonotonicNanos);

    private static void Arrived(Span span, in EnvelopeStamp stamp)
    {
        span.MarkRemoteParent();
        if (stamp.Trace.WireNanos is > 0 and var nanos) span.SetTag(TracingTags.WireNanos, nanos);
    }

    /// <summary>Opens a root span, for a message that came without a trace to an actor that starts traces.</summary>
    /// <param name="link">The trace that led to the message; none by default.</param>
    public Span OpenRoot(object message, IActorRef? sender, in TraceContext link = default)
    {
        var label = Label(EnvelopeRules.TypeOf(message));
        var span = link.IsValid
            ? _tracer.StartLinked(label.Name, SpanKind.Consumer, link, ref _spare)
            : _tracer.StartRoot(label.Name, SpanKind.Consumer, ref _spare);
        return _span = span.ShareTags(label.TagsFrom(sender));
    }

    /// <summary>Keeps the running handler's span countable until an answer or other work is done.</summary>
    /// <param name="sendsWithinIt">As in <see cref="AskedTurn.Await"/>.</param>
    /// <returns>False: the running turn has no span that is recorded.</returns>
    public bool StayOpenFor(Task work, bool sendsWithinIt)
    {
        if (_span is not { IsRecording: true } span) return false;
        if (!work.IsCompleted || !sendsWithinIt) (_asked ??= new AskedTurn(span)).Await(work, sendsWithinIt);
        return true;
    }

    /// <summary>Ends what <see cref="Begin"/> has begun.</summary>
    public void CompleteBegun()
    {
        _hidden?.Release();
        _hidden = null;
        Complete();
    }

    /// <summary>Ends the span, unless an asynchronous handler has taken it over.</summary>
    /// <param name="here">The state of this thread; null: not looked up.</param>
    /// <returns>The clock at the end; 0: it was not read.</returns>
    public long Complete(ThreadFlow? here = null)
    {
        long now = 0;
        if (_asked is { } asked) asked.EndTurn();
        else if (_span is { } span && !ReferenceEquals(_async?.Span, span)) now = span.EndNow(_clock, here, ref _spare);
        _asked = null;
        _span = null;
        return now;
    }

    /// <summary>Leaves the span open: the turn is over, its handler still runs, and the cell will tell when it is
    /// done.</summary>
    public void LeaveOpen()
    {
        if (_span is not null) _async = new AsyncTurn(_span);
        _span = null;
        // The handler itself awaits what it asked.
        _asked = null;
    }

    /// <summary>Leaves a hidden turn open: its asynchronous handler still runs.</summary>
    public void LeaveHiddenOpen(HiddenTurn hidden) => _async = new AsyncTurn(hidden.Span, hidden);

    /// <summary>Hands the span of the running turn to the caller, who ends it after later turns; null: there is
    /// none.</summary>
    public HeldTurn? Hold()
    {
        var held = _span is null ? null : new HeldTurn(_span, _asked);
        (_span, _asked) = (null, null);
        return held;
    }

    /// <summary>Hands over the span of the turn whose asynchronous work is over; any thread, and only the first gets
    /// it.</summary>
    public HeldTurn? HoldLeft(Exception? cause)
    {
        if (Left() is not { } turn) return null;
        if (cause is not null) turn.Span.Fail(cause);
        return new HeldTurn(turn.Span, null);
    }

    /// <summary>Makes a held span the span of this turn.</summary>
    public ActiveSpan.Scope Resume(HeldTurn held)
    {
        (_span, _asked) = (held.Span, held.Asked);
        return ActiveSpan.Enter(_span);
    }

    /// <summary>True when a span was left open for an asynchronous handler.</summary>
    public bool HasLeft => _async is not null;

    /// <summary>True when the running turn has a span.</summary>
    public bool IsOpen => _span is not null;

    /// <summary>Ends a span that was left open.</summary>
    /// <remarks>Any thread: one may ask the mailbox while another runs the next message.</remarks>
    /// <param name="cause">The failure of its handler; null: it did not fail.</param>
    public void EndLeft(Exception? cause)
    {
        if (Left() is not { } turn) return;
        if (cause is not null) turn.Span.Fail(cause);
        turn.Span.End();
    }

    /// <summary>Ends a span that was left open when the actor stops: Akka.NET does not resume its handler any
    /// more.</summary>
    public void Stopped()
    {
        if (Left() is not { } turn) return;
        turn.Span.SetStatus(SpanStatus.Error, "the actor stopped before its handler had ended").End();
    }

    /// <summary>Notes the failure at the span. For exception filters: returns false, so nothing is caught.</summary>
    public bool Failed(Exception cause)
    {
        _span?.Fail(cause);
        return false;
    }

    public void Unhandled() => Running?.MarkUnhandled();

    public void Stashed() => Running?.MarkStashed();

    /// <summary>Records a stashed message that will not be handled.</summary>
    public void Discarded(TraceEnvelope envelope) =>
        Undelivered.Record(_tracing.Tracer, envelope, "discarded from the stash", context.Self.Path);

    /// <summary>Names the span after an operation, instead of after actor and message.</summary>
    public void Rename(string operation) => _span?.Rename(operation);

    /// <summary>Runs an asynchronous handler within the span of its message, which ends with the handler.</summary>
    /// <remarks>A turn may start several with RunTask: the span ends with the last of them.</remarks>
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

    private Span? Running => _span ?? (_async is { Hidden: null } turn ? turn.Span : null);

    // A hidden turn has no span to end: it gives the sender's back.
    private AsyncTurn? Left()
    {
        if (Interlocked.Exchange(ref _async, null) is not { } turn) return null;
        if (turn.Hidden is not { } hidden) return turn;
        hidden.Release();
        return null;
    }

    private void Ended(AsyncTurn turn)
    {
        if (ReferenceEquals(_async, turn)) _async = null;
        // Still set when the handler has ended without waiting: then the turn itself ends the span.
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
        // Bounded, because an actor may get ever new message types (closed generics).
        if (_labels.Count < HandlerLabel.MaxPerActor) _labels.Add(message, label);
        return label;
    }

    /// <summary>A turn that is over while its asynchronous handler still runs.</summary>
    private sealed class AsyncTurn(Span span, HiddenTurn? hidden = null)
    {
        public HiddenTurn? Hidden => hidden;

        public Span Span { get; } = span;

        public int Running { get; set; }
    }
}
