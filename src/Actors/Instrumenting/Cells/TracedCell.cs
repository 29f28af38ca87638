using Akka.Actor;
using Akka.Actor.Internal;
using Akka.Actor.Scheduler;
using Akka.Dispatch;
using Akka.Dispatch.SysMsg;

namespace Tracing.Actors;

/// <summary>The cell of an instrumented actor: catches the trace of each message that is sent to it, and runs its handler
/// in a span.</summary>
/// <remarks>
/// <see cref="Capture"/> runs on senders' threads; everything else within the actor's turns. The actor and what Akka.NET
/// keeps for it see bare messages. An actor that opens envelopes itself (the traced base classes) gets them.
/// </remarks>
internal sealed class TracedCell : ActorCell, ISpansOfHandlers
{
    /// <summary>Whose handler runs on this thread, in a span.</summary>
    [ThreadStatic]
    private static TracedCell? _running;

    private readonly MailboxSeed _seed;
    private RuledRole _ruled;
    private bool _isOff;

    // Taken from the queue for the message that Akka.NET hands over next.
    private TraceEnvelope? _next;

    // Whose handler runs, or has left asynchronous work running.
    private TraceEnvelope? _current;
    private HandlerSpans? _spans;
    private Type _actorType;
    private bool _hasScheduler;
    private bool _hasTaskMessage;

    // Not so under the TestKit's dispatcher that runs actors on their senders' threads, within their senders' code.
    private readonly bool _ownsThread;

    // Executors that run an actor in the context of whoever sent last.
    private readonly bool _takesContextAlong;

    // Asynchronous work of the last message may still run; or every message is looked at.
    private bool _isWatched;

    // Akka.NET's actor that takes in messages from another node.
    private readonly bool _isReader;

    public TracedCell(ActorSystemImpl system, IInternalActorRef self, Props props, MessageDispatcher dispatcher,
        IInternalActorRef parent, MailboxSeed seed)
        : base(system, self, props, dispatcher, parent)
    {
        _seed = seed;
        _actorType = props.Type;
        _ownsThread = dispatcher is Dispatcher;
        _takesContextAlong = _ownsThread && dispatcher.Configurator.Config.GetString("executor", "") is not
            ("" or "default-executor" or "thread-pool-executor" or "fork-join-executor");
        _isReader = props.Type.FullName == "Akka.Remote.EndpointReader";
        _isWatched = _isReader;
        _ruled = RuledRole.Of(seed, self.Path, props.Type);
    }

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

    /// <summary>For actors whose queue cannot carry traces.</summary>
    public void TurnOff() => _isOff = true;

    /// <summary>The message in an envelope where the running code has a trace and this actor continues it.</summary>
    public Envelope Capture(Envelope envelope)
    {
        if (_isOff) return envelope;
        var message = Captured(envelope.Message, _seed, ref _ruled);
        return ReferenceEquals(message, envelope.Message) ? envelope : new Envelope(message, envelope.Sender);
    }

    /// <summary>As <see cref="Capture"/>, for an actor that has no cell yet.</summary>
    public static object Captured(object message, MailboxSeed seed, ActorPath path, Type actor)
    {
        var ruled = RuledRole.Of(seed, path, actor);
        return Captured(message, seed, ref ruled);
    }

    /// <summary>Takes a message out of its envelope, which is remembered for its handler.</summary>
    public void Open(ref Envelope envelope)
    {
        _next = null;
        if (_takesContextAlong) Ambient.Clear();
        if (envelope.Message is not TraceEnvelope traced || OpensItself) return;
        _next = traced;
        envelope = new Envelope(traced.Message, envelope.Sender);
    }

    /// <summary>Asked whether there are messages, which Akka.NET does first of all when an asynchronous handler is
    /// done.</summary>
    public void MailboxAsked()
    {
        // Asked by the finished task itself, or, when system messages kept it from asking, after the run that it was part of.
        // The flags are left to the next message: by now another thread may be running it.
        if (_isWatched && _spans is { HasLeft: true } spans
            && (ReferenceEquals(GetCurrentSelfOrNoSender(), Self) || TaskScheduler.CurrentMessage is null))
            spans.EndLeft(null);
    }

    /// <summary>The actor has stopped, and its mailbox is emptied.</summary>
    public void Stopped() => _spans?.Stopped();

    public override void SendSystemMessage(ISystemMessage systemMessage)
    {
        // How a failed asynchronous handler reports to its own cell.
        if (systemMessage is Resume { CausedByFailure: { } cause } && _isWatched) _spans?.EndLeft(cause);
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
        if (_current is not { } envelope || !AkkaMembers.HasCurrentMessage)
        {
            act();
            return;
        }
        // A timer's message is its own by now: Akka.NET would not take the same timer twice.
        var message = CurrentMessage ?? envelope.Message;
        AkkaMembers.SetCurrentMessage(this, envelope.Rewrap(message));
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
        if (_ownsThread) Ambient.Clear();
        using (ActiveSpan.Enter(null)) actor = base.CreateNewActorInstance();
        OpensItself = actor is IOpensEnvelopes || _seed.Relays;
        _actorType = actor.GetType();
        // Akka.NET has given the actor its stash by now.
        if (!OpensItself) TracedStash.Decorate(actor, this);
        return actor;
    }

    protected override void ReceiveMessage(object message)
    {
        // The first line is what an untraced message costs.
        if (_next is null && !_isWatched && !Instrumentation.StartAnywhere) base.ReceiveMessage(message);
        else if (_isReader) Read(message);
        else if (OpensItself || _isOff) base.ReceiveMessage(message);
        else Receive(message);
    }

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

    private void Receive(object message)
    {
        if (_isWatched) EndLeft(null);
        var envelope = _next;
        _next = null;
        if (envelope is null && !StartsFor(message))
        {
            base.ReceiveMessage(message);
            return;
        }
        _current = envelope;
        _hasTaskMessage = false;
        var outer = _running;
        _running = this;
        using var current = envelope is null ? Spans.BeginRoot(message, Sender) : Spans.Begin(envelope, Sender);
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
            _running = outer;
            if (_hasScheduler && (TaskScheduler.CurrentMessage is not null || _hasTaskMessage))
            {
                Spans.Leave();
                _isWatched = true;
            }
            else
            {
                Spans.Complete();
                _current = null;
            }
        }
    }

    private static object Arrived(object message, MailboxSeed seed, ref RuledRole ruled) =>
        Arrival.IsUsed && Ruled(seed, ref ruled, seed.Instrumentation.Rules).Role != ActorRole.None
            ? Arrival.Take(message) ?? message
            : message;

    private bool StartsFor(object message)
    {
        var rules = _seed.Instrumentation.Rules;
        return rules.Starts && Ruled(_seed, ref _ruled, rules).Role == ActorRole.Starts
            && message is not (IScheduledTellMsg or Akka.Actor.ReceiveTimeout)
            && EnvelopeRules.MayWrap(message) && rules.Traces(message);
    }

    private static RuledRole Ruled(MailboxSeed seed, ref RuledRole ruled, InstrumentationRules rules)
    {
        if (!ReferenceEquals(ruled.Rules, rules)) ruled = ruled.Under(rules, seed);
        return ruled;
    }

    private void EndLeft(Exception? cause)
    {
        _spans?.EndLeft(cause);
        _current = null;
        _isWatched = _isReader;
    }

    /// <summary>Hears of each question that is asked, on the thread of whoever asks.</summary>
    public static void Asked(Task answer)
    {
        if (TracingInUse.IsOn) _running?.Spans.Asked(answer);
    }

    private static object Captured(object message, MailboxSeed seed, ref RuledRole ruled)
    {
        if (Ambient.Span is not { } span) return Arrived(message, seed, ref ruled);
        if (message is TraceEnvelope or IScheduledTellMsg or Akka.Actor.ReceiveTimeout) return message;
        var rules = seed.Instrumentation.Rules;
        if (Ruled(seed, ref ruled, rules).Role == ActorRole.None || !EnvelopeRules.MayWrap(message) || !rules.Traces(message))
            return message;
        return TraceEnvelope.Create(message, EnvelopeRules.Counted(span));
    }
}
