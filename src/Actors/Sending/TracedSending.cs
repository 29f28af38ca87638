using Akka.Actor;

namespace Tracing.Actors;

/// <summary>Sending with the current trace: as Tell, Forward and Ask, with the message in a
/// <see cref="TraceEnvelope"/>.</summary>
/// <remarks>
/// For targets that open envelopes: the traced base actors. Where no trace is active each is exactly its untraced
/// counterpart. Each send is one announced child of the current span, or more than can be counted (a wildcard
/// selection).
/// </remarks>
public static class TracedSending
{
    /// <summary>Tells <paramref name="target"/>; from within an actor that actor is the sender, unless another is
    /// given.</summary>
    public static void TellTraced(this ICanTell target, object message, IActorRef? sender = null)
    {
        ArgumentNullException.ThrowIfNull(target);
        target.Tell(Wrap(target, message), sender ?? ActorCell.GetCurrentSelfOrNoSender());
    }

    /// <summary>Passes a message on with its original sender.</summary>
    public static void ForwardTraced(this IActorRef target, object message)
    {
        ArgumentNullException.ThrowIfNull(target);
        target.Tell(Wrap(target, message), ActorCell.GetCurrentSenderOrNoSender());
    }

    /// <summary>Asks; the reply comes as the answerer sent it, without an envelope.</summary>
    public static Task<T> AskTraced<T>(
        this ICanTell target, object message, TimeSpan? timeout = null, CancellationToken stopping = default)
    {
        ArgumentNullException.ThrowIfNull(target);
        // Wrapped when the question is about to be sent: one that is refused before is no announced child.
        return target.Ask<T>(_ => Wrap(target, message), timeout, stopping);
    }

    private static object Wrap(ICanTell target, object message)
    {
        var span = Span.Current;
        if (span is null || !span.Context.IsValid || EnvelopeRules.TakesBare(target)) return message;
        return IsWildcard(target)
            ? EnvelopeRules.WrapOpenEnded(message, span)
            : EnvelopeRules.Wrap(message, span);
    }

    internal static bool IsWildcard(ICanTell target) => target is ActorSelection selection
        && selection.Path.Any(static element => element is SelectChildPattern or SelectChildRecursive);
}
