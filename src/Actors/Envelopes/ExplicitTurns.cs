using Akka.Actor;

namespace Tracing.Actors;

/// <summary>Ends the trace of a timer that an actor of the explicit form sets again and again with
/// <see cref="TraceEnvelope.For"/>.</summary>
/// <remarks>Nothing tells there which receiver an envelope is for, or that it is for a timer. So a turn that a timer
/// has begun is noted when its message arrives, and the next envelope for such a message ends the trace. A message that
/// waited in a scheduler looks like any other; it is taken for one when it comes from the actor itself, or from nobody,
/// and has been under way for at least <see cref="LeastWait"/>. Since it may also have waited in the mailbox, it must
/// come <see cref="MaxTimes"/> times (RATIONALE "When does a trace not go on?"). Actors' threads.</remarks>
internal static class ExplicitTurns
{
    public const int MaxTimes = 3;

    /// <summary>Akka.NET's scheduler works in ticks of this length.</summary>
    public static readonly TimeSpan LeastWait = TimeSpan.FromMilliseconds(10);

    /// <summary>Returns the stamp for the handler's span, which remembers that a timer began the turn.</summary>
    public static EnvelopeStamp Arrived(in EnvelopeStamp stamp, object message, IActorContext context, bool isTimer)
    {
        if (!isTimer && !HasWaited(stamp, context) || stamp.IsLink || !stamp.Context.IsSampled) return stamp;
        var before = stamp.Context.Turns;
        var turns = new ScheduledTurns(KeyOf(context.Self, message, isTimer), before);
        return stamp with
        {
            Trace = new ArrivedContext(
                stamp.Context.With(turns), stamp.Trace.WireNanos, stamp.Trace.BeganMonotonicNanos),
        };
    }

    /// <summary>True when an envelope that the running handler asks for would make a trace without end.</summary>
    public static bool End(Span span, object message) =>
        span.Trace.Turns is { } turns && ActorCell.GetCurrentSelfOrNoSender() is { } self && !self.IsNobody()
        && (turns.Count >= ScheduledTurns.MaxCount || turns.Contains(KeyOf(self, message, isTimer: true))
            || turns.Times(KeyOf(self, message, isTimer: false)) >= MaxTimes);

    private static ulong KeyOf(IActorRef self, object message, bool isTimer)
    {
        var type = EnvelopeRules.TypeOf(message).FullName ?? "";
        return ScheduledTurns.KeyOf(self.Path.ToStringWithoutAddress(), isTimer ? type : type + '?');
    }

    private static bool HasWaited(in EnvelopeStamp stamp, IActorContext context) =>
        stamp.Trace.Span is { IsSampled: true } span
        && (context.Sender.IsNobody() || context.Sender.Equals(context.Self)
            || context.Sender.Equals(context.System.DeadLetters))
        && span.Tracer.Clock.MonotonicNanos() - stamp.EnqueuedMonotonicNanos >= LeastWait.TotalNanoseconds;
}
