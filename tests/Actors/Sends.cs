using Akka.Actor;

namespace Tracing.Actors;

/// <summary>Sends in the form in which the target's system is traced: TellTraced and its like, or Akka.NET's own
/// methods.</summary>
public static class Sends
{
    public static void Say(this ICanTell target, object message, IActorRef? sender = null)
    {
        if (IsZeroCode(target)) target.Tell(message, sender ?? ActorCell.GetCurrentSelfOrNoSender());
        else target.TellTraced(message, sender);
    }

    public static void PassOn(this IActorRef target, object message)
    {
        if (IsZeroCode(target)) target.Forward(message);
        else target.ForwardTraced(message);
    }

    public static Task<T> Question<T>(this ICanTell target, object message, TimeSpan? timeout = null,
        CancellationToken stopping = default) =>
        IsZeroCode(target)
            ? target.Ask<T>(message, timeout, stopping)
            : target.AskTraced<T>(message, timeout, stopping);

    private static bool IsZeroCode(ICanTell target) => target switch
    {
        Nobody => false,
        ActorSelection selection => IsZeroCode(selection.Anchor),
        IInternalActorRef actor => actor.Provider is IInstrumentedProvider,
        _ => false,
    };
}
