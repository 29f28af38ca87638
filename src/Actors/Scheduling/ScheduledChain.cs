using System.Runtime.CompilerServices;
using Akka.Actor;

namespace Tracing.Actors;

/// <summary>Continues a trace with a scheduled message, unless the message is one that schedules itself again and
/// again.</summary>
/// <remarks>A poll that sets its own timer would make a trace without end. The trace ends where the same message is
/// scheduled for the same actor once more (RATIONALE "When does a trace not go on?").</remarks>
internal static class ScheduledChain
{
    /// <returns>The message in its envelope: counted, hidden, or only linking to the trace. Null: it carries
    /// nothing.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static TraceEnvelope? Continue(ITracedRef target, IActorRef? receiver, object message)
    {
        if (Ambient.Span is not { } span) return null;
        var type = EnvelopeRules.TypeOf(message);
        var before = span.Trace.Turns;
        var key = ScheduledTurns.KeyOf(receiver?.Path.ToStringWithoutAddress() ?? "", type.FullName ?? "");
        // Counted when it was made, so it must arrive. The next one ends the trace (ExplicitTurns).
        if (message is TraceEnvelope made) return IsSentHere(made) ? After(made, span, key, before) : null;
        if (IsHandledNow(receiver, type) || (before is not null && IsEndless(before, key)))
        {
            // The linked trace must not take up the chain either.
            return StartsAnywhere.IsOn && EnvelopeRules.MayWrap(message)
                ? TraceEnvelope.Create(message, EnvelopeStamp.LinkTo(span.Context.With(new ScheduledTurns(key, null))))
                : null;
        }
        if (target.WithTrace(message) is not TraceEnvelope envelope) return null;
        return IsSentHere(envelope) ? After(envelope, span, key, before) : envelope;
    }

    private static bool IsSentHere(TraceEnvelope envelope) => envelope.Stamp is { Trace.Span: not null, IsLink: false };

    private static TraceEnvelope After(TraceEnvelope envelope, Span span, ulong key, ScheduledTurns? before)
    {
        var context = new ArrivedContext(
            span.Context.With(new ScheduledTurns(key, before)), 0, span.Trace.BeganMonotonicNanos);
        return TraceEnvelope.Create(envelope.Message, envelope.Stamp with { Trace = context });
    }

    private static bool IsEndless(ScheduledTurns before, ulong key) =>
        before.Count >= ScheduledTurns.MaxCount || before.Contains(key);

    // The handler that runs was started by such a message itself.
    private static bool IsHandledNow(IActorRef? receiver, Type type) => receiver is not null
        && ActorCell.GetCurrentSelfOrNoSender() is ActorRefWithCell { Underlying: ActorCell cell } self
        && self.Equals(receiver) && cell.CurrentMessage is { } current && EnvelopeRules.TypeOf(current) == type;
}
