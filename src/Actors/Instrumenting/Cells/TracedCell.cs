using System.Runtime.CompilerServices;
using Akka.Actor;
using Akka.Actor.Internal;
using Akka.Dispatch;
using Akka.Dispatch.SysMsg;

namespace Tracing.Actors;

/// <summary>The cell of an instrumented actor: catches the trace of each message that is sent to it, and runs its handler
/// in a span.</summary>
/// <remarks>
/// <see cref="Capture"/> runs on senders' threads; everything else within the actor's turns. The actor and what Akka.NET
/// keeps for it see bare messages. An actor that opens envelopes itself (the traced base classes) gets them.
/// </remarks>
internal class TracedCell : ActorCell, ISpansOfHandlers
{
    private readonly MailboxSeed _seed;

    // Taken from the queue for the message that Akka.NET hands over next: its TraceEnvelope, or the Span that it was sent
    // under.
    private object? _next;

    // With a span: when that message was sent, or the one that is being handled.
    private long _sentMonotonicNanos;

    // When a turn's span ended, while nothing but taking the next message from the queue can have happened since; 0:
    // something can. Reading the clock is a tenth of what a span costs.
    private long _endedMonotonicNanos;

    // Whose turn that was, as Akka.NET counts messages: others may have had theirs since, and nobody notes those without a
    // trace.
    private int _endedEnvelope;

    // Turns that may come after a system message: it is handled after the turn that was running, at the latest.
    private volatile int _turnsAfterSystemMessage;

    // Whose handler runs, or has left asynchronous work running: as the one above.
    private object? _current;
    private HandlerSpans? _spans;
    private Type _actorType;
    private bool _hasScheduler;
    private bool _hasTaskMessage;

    // Asynchronous work of the last message may still run; or every message is looked at.
    private bool _isWatched;

    // Akka.NET's actor that takes in messages from another node.
    private readonly bool _isReader;

    // .NET lays it out last: what comes behind the cell in memory, which is what senders read, is not on a line that the actor
    // writes to with each message.
#pragma warning disable CS0169, IDE0051 // Only its size is used.
    private readonly CacheLine _apart;
#pragma warning restore CS0169, IDE0051

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
        _isReader = props.Type.FullName == "Akka.Remote.EndpointReader";
        _isWatched = _isReader;
        Sends = new MessageCapture(seed, self.Path, props.Type, GetType() == typeof(TracedCell) ? null : this);
    }

    /// <summary>What senders' threads look at.</summary>
    public MessageCapture Sends { get; }

    /// <summary>One thread at a time runs the actor, and nothing else meanwhile.</summary>
    /// <remarks>Not so under the TestKit's dispatcher that runs actors on their senders' threads, within their senders'
    /// code.</remarks>
    public bool OwnsThread { get; }

    /// <summary>The actor's executor runs it in the context of whoever sent last.</summary>
    public bool TakesContextAlong { get; }

    /// <summary>The actor is one that opens envelopes itself.</summary>
    public bool OpensItself { get; private set; }

    /// <summary>Where the actor's spans are kept.</summary>
    /// <remarks>Made at the first use, on the actor's thread: most of a million short-lived actors never need
    /// one.</remarks>
    public HandlerSpans Spans => _spans ??= new HandlerSpans(this, _actorType, service: null);

    public override ActorTaskScheduler TaskScheduler
    {
        get
        {
            _hasScheduler = true;
            return base.TaskScheduler;
        }
    }

    /// <summary>Null while no message of this actor has had a trace.</summary>
    public HandlerSpans? SpansSoFar => _spans;

    /// <summary>A handler runs in a span that this cell has opened, and ends.</summary>
    public bool HasTurn => !OpensItself && _spans is { IsOpen: true };

    /// <summary>The message in an envelope where the running code has a trace and this actor continues it.</summary>
    /// <remarks>On senders' threads.</remarks>
    public virtual Envelope Capture(in Envelope envelope) => Sends.Of(envelope, Ambient.Span);

    /// <summary>Takes a message out of its envelope, which is remembered for its handler.</summary>
    public void Open(ref Envelope envelope)
    {
        if (TakesContextAlong) Ambient.Clear();
        if (envelope.Message is TraceEnvelope traced)
            envelope = OpenTraced(new Envelope(traced.Message, envelope.Sender), traced, 0);
        else _next = null;
    }

    /// <summary>The message as the actor is to see it; its trace is remembered for its handler.</summary>
    /// <param name="trace">As in <see cref="Waiting"/>.</param>
    public Envelope OpenTraced(Envelope bare, object trace, long sentMonotonicNanos)
    {
        if (OpensItself) return Whole(bare, trace, sentMonotonicNanos);
        _next = trace;
        _sentMonotonicNanos = sentMonotonicNanos;
        return bare;
    }

    /// <summary>Asked whether there are messages, which Akka.NET does first of all when an asynchronous handler is
    /// done.</summary>
    public void MailboxAsked()
    {
        _endedMonotonicNanos = 0;
        // Asked by the finished task itself, or, when system messages kept it from asking, after the run that it was part of.
        // The flags are left to the next message: by now another thread may be running it.
        if (_isWatched && _spans is { HasLeft: true } spans
            && (ReferenceEquals(GetCurrentSelfOrNoSender(), Self) || TaskScheduler.CurrentMessage is null))
            EndSpanLeft(null);
    }

    /// <summary>The actor has stopped, and its mailbox is emptied.</summary>
    public virtual void Stopped() => _spans?.Stopped();

    public override void SendSystemMessage(ISystemMessage systemMessage)
    {
        _turnsAfterSystemMessage = 2;
        // How a failed asynchronous handler reports to its own cell.
        if (systemMessage is Resume { CausedByFailure: { } cause } && _isWatched) EndSpanLeft(cause);
        _hasTaskMessage |= systemMessage.GetType() == AkkaMembers.TaskMessage;
        if (!TracingInUse.IsOn || Ambient.Span is null)
        {
            base.SendSystemMessage(systemMessage);
            return;
        }
        // Stopping and restarting belong to no message, on executors too that take the sender's context along.
        using (ActiveSpan.Enter(null)) base.SendSystemMessage(systemMessage);
    }

    /// <summary>Runs an act of the actor's as if the message being handled were still in its envelope.</summary>
    public void InEnvelope(Action act)
    {
        // A timer's message is its own by now, without Akka.NET's wrapping: it would not take the same timer twice.
        if (_current is not { } trace || !AkkaMembers.HasCurrentMessage || CurrentMessage is not { } message)
        {
            act();
            return;
        }
        AkkaMembers.SetCurrentMessage(this, StampOf(trace).Around(message));
        try
        {
            act();
        }
        finally
        {
            AkkaMembers.SetCurrentMessage(this, message);
        }
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
        // The first line is what an untraced message costs, the next what a message of an unsampled trace does.
        if (_next is null && !_isWatched && (!Instrumentation.StartAnywhere || Sends.IsKnownNotToStart(message)))
            base.ReceiveMessage(message);
        else if (_next is Span { IsSampled: false } unsampled && !_isWatched) ReceiveUnder(unsampled, message);
        else if (_isReader) Read(message);
        else if (OpensItself || Sends.IsOff) base.ReceiveMessage(message);
        else Receive(message);
    }

    /// <summary>The message that Akka.NET hands over next, in its envelope; null: it has no trace.</summary>
    protected TraceEnvelope? NextIn(object message) =>
        _next is null ? null : _next as TraceEnvelope ?? TraceEnvelope.Create(message, StampOf(_next));

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Envelope Whole(Envelope bare, object trace, long sentMonotonicNanos) =>
        new Waiting(bare.Message, bare.Sender, trace, sentMonotonicNanos).Whole;

    private void Read(object message)
    {
        Arrival.Open();
        try
        {
            base.ReceiveMessage(message);
        }
        finally
        {
            Arrival.Close(_seed.Instrumentation.Tracing);
        }
    }

    // Apart, so that an untraced message's way stays small; as is each further one, for the ways before it.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Receive(object message)
    {
        if (_isWatched) EndLeft(null);
        var next = _next;
        _next = null;
        if (next is Span { IsSampled: true } parent) ReceiveSent(parent, message);
        else if (next is Span unsampled) ReceiveUnder(unsampled, message);
        else if (next is not null || Sends.Starts(message)) ReceiveInSpan(next, message);
        else base.ReceiveMessage(message);
    }

    // Akka.NET handles these itself: the trace of one that had one is not the next message's.
    protected override void AutoReceiveMessage(Envelope envelope)
    {
        _next = null;
        base.AutoReceiveMessage(envelope);
    }

    // Nothing is recorded, so there is nothing to open or to close; nor to stash, which takes another queue.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void ReceiveUnder(Span unsampled, object message)
    {
        _next = null;
        var alone = ActiveSpan.TryEnterAlone(unsampled);
        if (!alone.IsEntered)
        {
            ReceiveAmongOthers(unsampled, message);
            return;
        }
        using (alone) base.ReceiveMessage(message);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void ReceiveAmongOthers(Span unsampled, object message)
    {
        using (ActiveSpan.Enter(unsampled)) base.ReceiveMessage(message);
    }

    private void ReceiveSent(Span parent, object message)
    {
        _current = parent;
        // Each look for the thread is a call, and it stays the same until the turn is over.
        var here = ThreadFlow.Here;
        RunUnder(Spans.OpenSent(message, parent, _sentMonotonicNanos, Sender, TurnBegins(), here), message, here);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void ReceiveInSpan(object? next, object message)
    {
        _current = next;
        var span = next is null
            ? Spans.OpenRoot(message, Sender)
            : Spans.Open(message, StampOf(next), Sender, TurnBegins());
        RunUnder(span, message, ThreadFlow.Here);
    }

    private void RunUnder(Span span, object message, ThreadFlow here)
    {
        var alone = ActiveSpan.TryEnterAlone(span, here);
        if (!alone.IsEntered)
        {
            RunAmongOthers(span, message);
            return;
        }
        using (alone) Run(message, here);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void RunAmongOthers(Span span, object message)
    {
        using (ActiveSpan.Enter(span)) Run(message);
    }

    private EnvelopeStamp StampOf(object trace) =>
        trace is TraceEnvelope envelope ? envelope.Stamp : new EnvelopeStamp(trace, _sentMonotonicNanos);

    private long TurnBegins()
    {
        var ended = _endedMonotonicNanos;
        _endedMonotonicNanos = 0;
        if (CurrentEnvelopeId != _endedEnvelope + 1) return 0;
        if (_turnsAfterSystemMessage == 0) return ended;
        _turnsAfterSystemMessage--;
        return 0;
    }

    /// <summary>A turn outside any span.</summary>
    protected void ReceiveBare(object message)
    {
        if (_isWatched) EndLeft(null);
        _next = null;
        base.ReceiveMessage(message);
    }

    /// <summary>A turn within the span that has been begun.</summary>
    /// <param name="here">Of this thread; null: nobody has looked.</param>
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

    // Apart, so that the end of a handler is small (RATIONALE "Why are there so many small methods …").
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void TurnIsOver(TracedCell? outer, ThreadFlow? here)
    {
        if (RunningHandler.AreThreadsShared) RunningHandler.Note(outer);
        if (_hasScheduler && (TaskScheduler.CurrentMessage is not null || _hasTaskMessage))
        {
            Spans.Leave();
            _isWatched = true;
        }
        else
        {
            CompleteTurn(here);
            _current = null;
        }
    }

    /// <summary>Ends the span of the turn that is over.</summary>
    protected virtual void CompleteTurn(ThreadFlow? here) =>
        (_endedMonotonicNanos, _endedEnvelope) = (Spans.Complete(here), CurrentEnvelopeId);

    /// <summary>Ends the span of a turn whose asynchronous work is over; any thread.</summary>
    protected virtual void EndSpanLeft(Exception? cause) => _spans?.EndLeft(cause);

    private void EndLeft(Exception? cause)
    {
        EndSpanLeft(cause);
        _current = null;
        _isWatched = _isReader;
    }
}
