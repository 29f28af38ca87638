using System.Runtime.CompilerServices;
using Akka.Actor;

namespace Tracing.Actors;

/// <summary>Catches the trace of each message that is sent to an actor.</summary>
/// <remarks>
/// On senders' threads. Apart from the actor's cell, which the actor's own thread writes to with each message: whoever
/// reads there at the same time waits for another core's cache.
/// </remarks>
/// <param name="subclass">The cell, where it decides by itself what is captured.</param>
internal sealed class MessageCapture(MailboxSeed seed, ActorPath path, Type actor, TracedCell? subclass = null)
{
    private RuledRole _ruled = RuledRole.Of(seed, path, actor);
    private Tracer? _tracer;

    /// <summary>The actor's queue cannot carry traces.</summary>
    public bool IsOff { get; private set; }

    private RuledRole Ruled => _ruled is { IsInForce: true } known ? known : Anew();

    // The system's own.
    private Tracer Tracer => _tracer ??= seed.Instrumentation.Tracing.Tracer;

    public void TurnOff() => IsOff = true;

    /// <inheritdoc cref="RuledRole.Starts"/>
    public bool Starts(object message) => Ruled.Starts(message);

    /// <inheritdoc cref="RuledRole.IsKnownNotToStart"/>
    public bool IsKnownNotToStart(object message) =>
        _ruled is { IsInForce: true } known && known.IsKnownNotToStart(message);

    /// <summary>The message in an envelope where the running code has a trace and this actor continues it.</summary>
    /// <param name="span">The running code's.</param>
    public Envelope Of(in Envelope envelope, Span? span)
    {
        if (IsOff) return envelope;
        var message = Of(envelope.Message, span);
        return ReferenceEquals(message, envelope.Message) ? envelope : new Envelope(message, envelope.Sender);
    }

    /// <summary>As the other, for an actor that has no cell yet.</summary>
    public object Of(object message, Span? span)
    {
        if (span is null) return Arrived(message);
        return Ruled.Traces(message) ? EnvelopeOf(message, span) : message;
    }

    /// <summary>Counts the message at its span, where the span itself can wait beside it and there is nothing else to
    /// say.</summary>
    /// <returns>When it was sent; 0 with a span that nobody records, null where it must be looked at more closely.</returns>
    public long? CountedAt(object message, Span span)
    {
        // Each way that most messages do not go is a method of its own: together they would all pay for the room of all.
        if (subclass is not null || !Ruled.Traces(message)) return null;
        if (span.IsSampled) return SampledAt(span);
        // Nobody will record it: the span is the same for all that is sent under it.
        return Tracer.Shares(span) ? 0 : null;
    }

    /// <summary>As <see cref="Of(in Envelope, Span?)"/>, for a queue that keeps the trace apart from the message.</summary>
    public Waiting InQueue(in Envelope envelope, Span? span)
    {
        var message = subclass is null ? Of(envelope.Message, span) : subclass.Capture(envelope).Message;
        return message is TraceEnvelope traced
            ? new Waiting(traced.Message, envelope.Sender, traced)
            : new Waiting(message, envelope.Sender);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static long? SampledAt(Span span)
    {
        var now = span.Tracer.Clock.MonotonicNanos();
        return span.CountChild() ? now : null;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private RuledRole Anew() => _ruled = RuledRole.Of(seed, path, actor);

    private static TraceEnvelope EnvelopeOf(object message, Span span) =>
        TraceEnvelope.Create(message, EnvelopeRules.Counted(span));

    private object Arrived(object message) =>
        Arrival.IsHere && Ruled.Role != ActorRole.None ? Arrival.Take(message) ?? message : message;
}
