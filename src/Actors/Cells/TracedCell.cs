using System.Runtime.CompilerServices;
using Akka.Actor;
using Akka.Actor.Internal;
using Akka.Dispatch;
using Akka.Dispatch.SysMsg;

namespace Tracing.Actors;

/// <summary>The cell of an instrumented actor: catches the trace of each message that is sent to it, and runs its
/// handler in a span.</summary>
/// <remarks>
/// <see cref="Capture"/> runs on senders' threads; everything else runs within the actor's turns. The actor, and what
/// Akka.NET keeps for it, see bare messages; an actor that opens envelopes itself (the traced base classes) gets them.
/// <para>The mailbox sets <c>_next</c> just before Akka.NET hands a message over:</para>
/// <code>
/// message comes with               taken by            its handler runs
/// nothing                          ReceiveMessage      outside any trace
/// an unsampled span                ReceiveUnsampled    under that span; nothing is recorded
/// a sampled span                   ReceiveSampled      in a span of its own, that span's child
/// an envelope                      ReceiveEnveloped    in a span of its own, child of what the envelope says
/// the envelope of a hidden turn    ReceiveHidden       under the sender's span, which is held meanwhile
/// an envelope that only links      ReceiveCut          in a root of its own if the actor starts traces
/// nothing, and the actor starts    ReceiveRoot         in a span of its own, a root
/// what the reader reads            ReceiveBare         outside any trace; Arrival is open meanwhile (ReaderCell)
/// a message of Akka.Persistence    ReceiveBare         outside any trace (PersistentCell)
/// </code>
/// <para>The first two are told apart in ReceiveMessage; while <c>_isWatched</c> they too go through Receive, which
/// ends the span that an asynchronous handler has left open. All ways with a span end in Run. The methods ending in
/// InContext are for threads on which other values flow (AsyncLocal).</para>
/// <para>Each message that was dequeued goes either to ReceiveMessage or to AutoReceiveMessage, and every way from
/// there for a message with a trace sets <c>_next</c> back to none before the handler runs. So an untraced message
/// finds it none, and need not write to it.</para>
/// </remarks>
internal class TracedCell : ActorCell, ISpansOfHandlers
{
    private readonly MailboxSeed _seed;

    // The trace of the message that Akka.NET hands over next: a span or an envelope.
    private MessageTrace _next;

    // With a span in _next or _current: when that message was sent.
    private long _sentMonotonicNanos;

    private TurnClock _clock;

    // The trace of the message whose handler runs, or has left asynchronous work running.
    private MessageTrace _current;
    private HandlerSpans? _spans;
    private Type _actorType;
    private bool _hasScheduler;
    private bool _hasTaskMessage;

    // True while asynchronous work of the last message may still run.
    private bool _isWatched;

    public TracedCell(ActorSystemImpl system, IInternalActorRef self, Props props, MessageDispatcher dispatcher,
        IInternalActorRef parent, MailboxSeed seed)
        : base(system, self, props, dispatcher, parent)
    {
        _seed = seed;
        _actorType = props.Type;
        OwnsThread = dispatcher is Dispatcher;
        if (!OwnsThread) RunningHandler.ShareThreads();
        TakesContextAlong = OwnsThread && dispatcher.Configurator.Config.GetString("executor", "") is not
            ("" or "default-executor" or "thread-pool-executor" or "fork-join-executor");
        SenderSide = new SenderSide(seed, self.Path, props.Type, GetType() == typeof(TracedCell) ? null : this);
    }

    public SenderSide SenderSide { get; }

    /// <summary>True when the actor has its thread to itself while it runs.</summary>
    /// <remarks>False under the TestKit's dispatcher, which runs actors on their senders' threads, within the senders'
    /// code.</remarks>
    public bool OwnsThread { get; }

    /// <summary>True when the actor's executor runs it in the execution context of whoever sent last.</summary>
    public bool TakesContextAlong { get; }

    /// <summary>True when the actor opens envelopes itself.</summary>
    public bool OpensItself { get; private set; }

    /// <summary>The spans of the actor's handlers.</summary>
    /// <remarks>Made at the first use, on the actor's thread: most of a million short-lived actors never need
    /// it.</remarks>
    public HandlerSpans Spans => _spans ??= new HandlerSpans(this, _actorType, service: null);

    public override ActorTaskScheduler TaskScheduler
    {
        get
        {
            _hasScheduler = true;
            return base.TaskScheduler;
        }
    }

    // True after a turn whose handler is asynchronous and not done.
    private bool IsHandlerRunning => _hasScheduler && (TaskScheduler.CurrentMessage is not null || _hasTaskMessage);

    /// <summary>Null while no message of this actor has had a trace.</summary>
    public HandlerSpans? SpansSoFar => _spans;

    /// <summary>True while a turn runs that has no span of its own.</summary>
    public bool IsHidden => _current.Hidden is not null;

    /// <summary>True when a handler runs in a span that this cell has opened and will end.</summary>
    public bool HasTurn => !OpensItself && _spans is { IsOpen: true };

    /// <summary>Puts the message into an envelope where the sender has a trace and this actor continues it.</summary>
    /// <remarks>On senders' threads.</remarks>
    public virtual Envelope Capture(in Envelope envelope) => SenderSide.Capture(envelope, Ambient.Span);

    /// <summary>Takes a message out of its envelope, and remembers its trace for its handler.</summary>
    public void Open(ref Envelope envelope)
    {
        if (TakesContextAlong) Ambient.Clear();
        if (envelope.Message is TraceEnvelope traced)
            envelope = OpenTraced(new Envelope(traced.Message, envelope.Sender), traced, 0);
        else _next = default;
    }

    /// <summary>Remembers a message's trace for its handler, and returns the message as the actor must see
    /// it.</summary>
    /// <param name="trace">As in <see cref="Waiting"/>, and not none.</param>
    public Envelope OpenTraced(Envelope bare, MessageTrace trace, long sentMonotonicNanos)
    {
        if (OpensItself) return Whole(bare, trace, sentMonotonicNanos);
        _next = trace;
        _sentMonotonicNanos = sentMonotonicNanos;
        return bare;
    }

    /// <summary>Somebody asks the mailbox whether it has messages. Akka.NET does so first of all when an asynchronous
    /// handler is done.</summary>
    public void MailboxAsked()
    {
        _clock.Forget();
        // The finished task asks itself; where system messages kept it from asking, the run that it was part of asks at
        // its end. Another thread may run the next message by now, so the flags are left to that message.
        if (_isWatched && _spans is { HasLeft: true } spans
            && (ReferenceEquals(GetCurrentSelfOrNoSender(), Self) || TaskScheduler.CurrentMessage is null))
            EndSpanLeft(null);
    }

    /// <summary>The actor has stopped, and its mailbox is emptied.</summary>
    public virtual void Stopped() => _spans?.Stopped();

    public override void SendSystemMessage(ISystemMessage systemMessage)
    {
        _clock.SystemMessageComes();
        // An asynchronous handler that fails reports to its own cell in this way.
        if (systemMessage is Resume { CausedByFailure: { } cause } && _isWatched) EndSpanLeft(cause);
        _hasTaskMessage |= systemMessage.GetType() == AkkaMembers.TaskMessage;
        if (!TracingInUse.IsOn || Ambient.Span is null)
        {
            base.SendSystemMessage(systemMessage);
            return;
        }
        // Stopping and restarting belong to no message. Some executors would take the sender's context along.
        using (ActiveSpan.Enter(null)) base.SendSystemMessage(systemMessage);
    }

    /// <summary>Runs an act of the actor as if the message being handled were still in its envelope.</summary>
    public void InEnvelope(Action act)
    {
        // Akka.NET has unwrapped a timer's message by now, and would not take the same timer twice.
        if (_current.IsNone || !AkkaMembers.HasCurrentMessage || CurrentMessage is not { } message) act();
        else AkkaMembers.WithCurrentMessage(this, StampOf(_current).Around(message), message, act);
    }

    protected override ActorBase CreateNewActorInstance()
    {
        ActorBase actor;
        // What a constructor sends belongs to no message.
        if (OwnsThread) Ambient.Clear();
        using (ActiveSpan.Enter(null)) actor = base.CreateNewActorInstance();
        OpensItself = actor is IOpensEnvelopes || _seed.Relays;
        _actorType = actor.GetType();
        // Akka.NET has given the actor its stash by now.
        if (!OpensItself) TracedStash.Decorate(actor, this);
        return actor;
    }

    protected override void ReceiveMessage(object message)
    {
        // An untraced message pays for the first test, a message of an unsampled trace for the first two.
        if (_next.IsNone && !_isWatched && (!StartsAnywhere.IsOn || SenderSide.IsKnownNotToStart(message)))
            base.ReceiveMessage(message);
        else if (_next.Span is { IsSampled: false } unsampled && !_isWatched) ReceiveUnsampled(unsampled, message);
        else if (OpensItself || SenderSide.IsOff) base.ReceiveMessage(message);
        else Receive(message);
    }

    // Akka.NET handles these itself. Their trace must not become the next message's.
    protected override void AutoReceiveMessage(Envelope envelope)
    {
        _next = default;
        base.AutoReceiveMessage(envelope);
    }

    /// <summary>True when the message that Akka.NET hands over next has a trace.</summary>
    protected bool HasNext => !_next.IsNone;

    /// <summary>Returns the message that Akka.NET hands over next in its envelope; null: it has no trace.</summary>
    protected TraceEnvelope? NextIn(object message) =>
        _next.IsNone ? null : _next.Envelope ?? TraceEnvelope.Create(message, StampOf(_next));

    /// <summary>Runs a turn outside any span.</summary>
    protected void ReceiveBare(object message)
    {
        if (_isWatched) EndLeft(null);
        _next = default;
        base.ReceiveMessage(message);
    }

    /// <summary>Runs a turn within the span that has been opened.</summary>
    /// <param name="here">The state of this thread; null: not looked up.</param>
    protected void Run(object message, ThreadFlow? here = null)
    {
        var outer = RunningHandler.AreThreadsShared ? RunningHandler.Note(this) : null;
        _hasTaskMessage = false;
        try
        {
            base.ReceiveMessage(message);
        }
        catch (Exception cause) when (Spans.Failed(cause))
        {
            throw;
        }
        finally
        {
            TurnIsOver(outer, here);
        }
    }

    /// <summary>Ends the span of the turn that is over.</summary>
    protected virtual void CompleteTurn(ThreadFlow? here) =>
        _clock.TurnEnded(Spans.Complete(here), CurrentEnvelopeId);

    /// <summary>Ends the span of a turn whose asynchronous work is over; any thread.</summary>
    protected virtual void EndSpanLeft(Exception? cause) => _spans?.EndLeft(cause);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Envelope Whole(Envelope bare, MessageTrace trace, long sentMonotonicNanos) =>
        trace.Envelope is { Stamp.IsLink: true }
            ? bare
            : new Waiting(bare.Message, bare.Sender, trace, sentMonotonicNanos).Whole;

    // This and the following are methods of their own so that the more common ways stay small (RATIONALE "Why are there
    // so many small methods on a message's way?").
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Receive(object message)
    {
        if (_isWatched) EndLeft(null);
        var next = _next;
        _next = default;
        if (next.Span is { } span)
        {
            if (span.IsSampled) ReceiveSampled(span, message);
            else ReceiveUnsampled(span, message);
        }
        else if (!next.IsNone) ReceiveEnveloped(next, message);
        else if (SenderSide.Starts(message)) ReceiveRoot(message);
        else base.ReceiveMessage(message);
    }

    // Nothing is recorded, so no span is opened, and stashing need not be marked.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void ReceiveUnsampled(Span unsampled, object message)
    {
        _next = default;
        var alone = ActiveSpan.TryEnterAlone(unsampled);
        if (!alone.IsEntered)
        {
            ReceiveUnsampledInContext(unsampled, message);
            return;
        }
        using (alone) base.ReceiveMessage(message);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void ReceiveUnsampledInContext(Span unsampled, object message)
    {
        using (ActiveSpan.Enter(unsampled)) base.ReceiveMessage(message);
    }

    private void ReceiveSampled(Span parent, object message)
    {
        _current = parent;
        // Looked up once: it stays the same until the turn is over.
        var here = ThreadFlow.Here;
        var began = _clock.TurnBegins(CurrentEnvelopeId);
        RunIn(Spans.OpenSent(message, parent, _sentMonotonicNanos, Sender, began, here), message, here);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void ReceiveEnveloped(MessageTrace next, object message)
    {
        var stamp = StampOf(next);
        if (stamp.IsLink) ReceiveCut(stamp, message);
        else if (stamp.Trace.Hidden is { } hidden) ReceiveHidden(hidden, message);
        else if (stamp.IsHidden) ReceiveHidden(HiddenTurn.Elsewhere(Spans.Tracer, stamp), message);
        else
        {
            _current = next;
            RunIn(Spans.Open(message, stamp, Sender, _clock.TurnBegins(CurrentEnvelopeId)), message, ThreadFlow.Here);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void ReceiveCut(in EnvelopeStamp stamp, object message)
    {
        _current = default;
        if (SenderSide.Starts(message))
            RunIn(Spans.OpenRoot(message, Sender, stamp.Context), message, ThreadFlow.Here);
        else base.ReceiveMessage(message);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void ReceiveHidden(HiddenTurn hidden, object message)
    {
        _current = hidden;
        _hasTaskMessage = false;
        try
        {
            using (ActiveSpan.Enter(hidden.Span)) base.ReceiveMessage(message);
        }
        finally
        {
            if (IsHandlerRunning)
            {
                Spans.LeaveHiddenOpen(hidden);
                _isWatched = true;
            }
            else
            {
                hidden.Release();
                _current = default;
            }
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void ReceiveRoot(object message)
    {
        _current = default;
        if (_seed.Instrumentation.Rules.MayStart()) RunIn(Spans.OpenRoot(message, Sender), message, ThreadFlow.Here);
        else ReceiveUnsampled(Spans.NotStarted, message);
    }

    private void RunIn(Span span, object message, ThreadFlow here)
    {
        var alone = ActiveSpan.TryEnterAlone(span, here);
        if (!alone.IsEntered)
        {
            RunInContext(span, message);
            return;
        }
        using (alone) Run(message, here);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void RunInContext(Span span, object message)
    {
        using (ActiveSpan.Enter(span)) Run(message);
    }

    private EnvelopeStamp StampOf(MessageTrace trace) => trace.Envelope is { } envelope
        ? envelope.Stamp
        : new EnvelopeStamp(trace.Hidden?.Again() ?? trace, _sentMonotonicNanos);

    // Not inlined, so that the finally block that calls it stays small.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void TurnIsOver(TracedCell? outer, ThreadFlow? here)
    {
        if (RunningHandler.AreThreadsShared) RunningHandler.Note(outer);
        if (IsHandlerRunning)
        {
            Spans.LeaveOpen();
            _isWatched = true;
        }
        else
        {
            CompleteTurn(here);
            _current = default;
        }
    }

    private void EndLeft(Exception? cause)
    {
        EndSpanLeft(cause);
        _current = default;
        _isWatched = false;
    }
}
