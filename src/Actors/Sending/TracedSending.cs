using Akka.Actor;

namespace Tracing.Actors;

/// <summary>Tell, Forward and Ask with the current trace: the message travels in a
/// <see cref="TraceEnvelope"/>.</summary>
/// <remarks>
/// For targets that open envelopes: the traced base classes. Where no trace is active, each does exactly what
/// Akka.NET's method does. Each send counts one child of the current span; a selection with a wildcard makes the span
/// open-ended.
/// </remarks>
public static class TracedSending
{
    /// <summary>Tells <paramref name="target"/> a message.</summary>
    /// <param name="sender">Null: the actor that is running, if any.</param>
    public static void TellTraced(this ICanTell target, object message, IActorRef? sender = null)
    {
        ArgumentNullException.ThrowIfNull(target);
        target.Tell(Wrap(target, message), sender ?? ActorCell.GetCurrentSelfOrNoSender());
    }

    /// <summary>Forwards a message with its original sender.</summary>
    public static void ForwardTraced(this IActorRef target, object message)
    {
        ArgumentNullException.ThrowIfNull(target);
        target.Tell(Wrap(target, message), ActorCell.GetCurrentSenderOrNoSender());
    }

    /// <summary>Asks <paramref name="target"/>. The reply comes without an envelope.</summary>
    public static Task<T> AskTraced<T>(
        this ICanTell target, object message, TimeSpan? timeout = null, CancellationToken stopping = default)
    {
        ArgumentNullException.ThrowIfNull(target);
        // Wrapped when Akka.NET sends the question, so that a question that is refused before that is not counted.
        return target.Ask<T>(_ => Wrap(target, message), timeout, stopping);
    }

    private static object Wrap(ICanTell target, object message)
    {
        var span = Span.Current;
        if (span is null || !span.Context.IsValid || EnvelopeRules.TakesBare(target)) return message;
        return IsWildcard(target)
            ? EnvelopeRules.WrapOpenEnded(message, span)
            : EnvelopeRules.Wrap(message, span, (target as IActorRef)?.Path, EndlessChains.ExplicitAgeNanos);
    }

    internal static bool IsWildcard(ICanTell target) => target is ActorSelection selection
        && selection.Path.Any(static element => element is SelectChildPattern or SelectChildRecursive);
}
