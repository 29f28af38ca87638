using System.Runtime.CompilerServices;
using Akka.Actor;
using Akka.Actor.Internal;
using Akka.Dispatch;
using Akka.Event;

namespace Tracing.Actors;

/// <summary>The members of Akka.NET's core that are not public and that the instrumentation uses; each is tried
/// once.</summary>
/// <remarks>Where one is missing, only the part that needs it is off (RATIONALE "Which members that are not public are
/// used?").</remarks>
internal static class AkkaMembers
{
    /// <summary>The message by which an asynchronous handler that failed at once reports to its own cell; null: it is
    /// gone.</summary>
    public static Type? TaskMessage { get; } =
        typeof(ActorCell).Assembly.GetType("Akka.Dispatch.SysMsg.ActorTaskSchedulerMessage");

    /// <summary>Returns a line for each part that is off with this version of Akka.NET.</summary>
    public static IEnumerable<string> Missing()
    {
        if (!HasCurrentMessage)
            yield return "ActorCell.CurrentMessage cannot be set: a stashed message loses its trace";
        if (!HasScheduler) yield return "ActorSystemImpl._scheduler cannot be set: timers carry no trace";
        if (!HasRegistration)
            yield return "MessageDispatcher.RegisterForExecution cannot be used: sends go through cells, which is slower";
        if (!HasLetterMessage) yield return "AllDeadLetters.Message cannot be set: dead letters of explicit sends hold envelopes";
        if (!LogEventAccess.HasProperties)
            yield return "LogEvent.ContextProperties cannot be set: log lines have ids only in ActivityContext";
        if (!StateMachineTimer.IsKnown) yield return "FSMBase.Timer is gone: timers of state machines carry no trace";
        if (TaskMessage is null)
            yield return "ActorTaskSchedulerMessage is gone: a handler that fails before its first await has no error span";
    }

    /// <summary>True when a stash can keep the traces of its messages.</summary>
    public static bool HasCurrentMessage { get; } = IsThere(static () => SetCurrentMessage(null!, null));

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "set_CurrentMessage")]
    public static extern void SetCurrentMessage(ActorCell cell, object? message);

    /// <summary>Runs an act while another message is the cell's current one.</summary>
    public static void WithCurrentMessage(ActorCell cell, object shown, object message, Action act)
    {
        SetCurrentMessage(cell, shown);
        try
        {
            act();
        }
        finally
        {
            SetCurrentMessage(cell, message);
        }
    }

    /// <summary>True when scheduled messages can carry traces.</summary>
    public static bool HasScheduler { get; } = IsThere(static () => Scheduler(null!));

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_scheduler")]
    public static extern ref IScheduler Scheduler(ActorSystemImpl system);

    /// <summary>True when sends can go past the cell: the member is there, and dispatchers do nothing else in
    /// Dispatch.</summary>
    public static bool HasRegistration { get; } =
        IsThere(static () => RegisterForExecution(null!, null!, false, false))
        && typeof(Dispatcher).GetMethod(nameof(Dispatcher.Dispatch), [typeof(ActorCell), typeof(Envelope)])
            ?.DeclaringType == typeof(MessageDispatcher);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "RegisterForExecution")]
    public static extern bool RegisterForExecution(
        MessageDispatcher dispatcher, Mailbox mailbox, bool hasMessageHint, bool hasSystemMessageHint);

    /// <summary>True when a dead letter can be taken out of its envelope.</summary>
    public static bool HasLetterMessage { get; } = IsThere(static () => LetterMessage(null!));

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "<Message>k__BackingField")]
    public static extern ref object LetterMessage(AllDeadLetters letter);

    /// <summary>Tries a member with a null instance: where the member exists, the call fails with
    /// <see cref="NullReferenceException"/>.</summary>
    internal static bool IsThere(Action call)
    {
        try
        {
            call();
            return true;
        }
        catch (NullReferenceException)
        {
            return true;
        }
        catch (MissingMemberException)
        {
            return false;
        }
    }
}
