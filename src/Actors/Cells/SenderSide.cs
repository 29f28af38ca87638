using System.Runtime.CompilerServices;
using Akka.Actor;

namespace Tracing.Actors;

/// <summary>The part of an actor that senders' threads use: it catches the trace of each message that is
/// sent.</summary>
/// <remarks>Apart from the cell, which the actor's thread writes to with each message: a sender that reads there waits
/// for another core's cache (RATIONALE "What do senders read?").</remarks>
/// <param name="subclass">The cell, where it overrides <see cref="TracedCell.Capture"/>; otherwise null.</param>
internal sealed class SenderSide(MailboxSeed seed, ActorPath path, Type actor, TracedCell? subclass = null)
{
    private RuledRole _ruled = RuledRole.Of(seed, path, actor);
    private Tracer? _tracer;

    /// <summary>True when the actor's queue cannot carry traces.</summary>
    public bool IsOff { get; private set; }

    private RuledRole Ruled => _ruled is { IsInForce: true } known ? known : DecideAgain();

    // The tracer of the system's own service.
    private Tracer Tracer => _tracer ??= seed.Instrumentation.Tracing.Tracer;

    public void TurnOff() => IsOff = true;

    /// <inheritdoc cref="RuledRole.Starts"/>
    public bool Starts(object message) => Ruled.Starts(message);

    /// <inheritdoc cref="RuledRole.IsKnownNotToStart"/>
    public bool IsKnownNotToStart(object message) =>
        _ruled is { IsInForce: true } known && known.IsKnownNotToStart(message);

    /// <summary>Puts the message into an envelope where the sender has a trace and this actor continues it.</summary>
    /// <param name="span">The sender's; null: it has none.</param>
    public Envelope Capture(in Envelope envelope, Span? span)
    {
        if (IsOff) return envelope;
        var message = Capture(envelope.Message, span);
        return ReferenceEquals(message, envelope.Message) ? envelope : new Envelope(message, envelope.Sender);
    }

    /// <inheritdoc cref="Capture(in Envelope, Span?)"/>
    public object Capture(object message, Span? span)
    {
        if (span is null) return Arrived(message);
        return Ruled.Traces(message) ? EnvelopeOf(message, span) : WithoutSpan(message, span);
    }

    /// <summary>Returns the message of a trace that does not go on with it: it can only start another one.</summary>
    public object Cut(object message, Span span) =>
        Ruled.Starts(message) ? EnvelopeRules.LinkTo(span, message) : message;

    /// <summary>Counts the message at its span, if the span alone can wait beside the message in the mailbox.</summary>
    /// <returns>When it was sent, for a sampled span; 0 for an unsampled one. Null: <see cref="InQueue"/> must
    /// decide.</returns>
    public long? CountedAt(object message, Span span)
    {
        // Rare paths are separate methods; in one method every message would clear the stack slots of all.
        var ruled = Ruled;
        if (subclass is not null || !ruled.Traces(message)) return null;
        if (span.IsSampled) return SampledAt(span, ruled);
        // Nobody records it, so all messages that are sent under it can share the span.
        return Tracer.Shares(span) ? 0 : null;
    }

    /// <summary>Captures a message for a queue that keeps traces beside messages.</summary>
    public Waiting InQueue(in Envelope envelope, Span? span)
    {
        var message = subclass is null ? Capture(envelope.Message, span) : subclass.Capture(envelope).Message;
        return message is TraceEnvelope traced
            ? new Waiting(traced.Message, envelope.Sender, traced)
            : new Waiting(message, envelope.Sender);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static long? SampledAt(Span span, RuledRole ruled)
    {
        var trace = span.Trace;
        var now = trace.Tracer.Clock.MonotonicNanos();
        if (now - trace.BeganMonotonicNanos > ruled.ChainNanos) return null;
        return span.CountChild() ? now : null;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private RuledRole DecideAgain() => _ruled = RuledRole.Of(seed, path, actor);

    private object EnvelopeOf(object message, Span span)
    {
        if (EnvelopeRules.IsTooLate(span) || EndlessChains.Recurs(span, path, message, Ruled.ChainNanos))
            return Cut(message, span);
        return TraceEnvelope.Create(message, EnvelopeRules.Counted(span));
    }

    private object WithoutSpan(object message, Span span)
    {
        if (Ruled.IsOpaque) span.MarkChildrenOpen();
        return Ruled.Hides(message)
            ? TraceEnvelope.Create(message, new EnvelopeStamp(HiddenTurn.Under(span), 0))
            : Cut(message, span);
    }

    private object Arrived(object message) =>
        ThreadEnvelope.MayBeThere && Ruled.Role != ActorRole.None ? ThreadEnvelope.Of(message) ?? message : message;
}
