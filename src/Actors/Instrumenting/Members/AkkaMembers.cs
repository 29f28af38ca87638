using System.Runtime.CompilerServices;
using Akka.Actor;
using Akka.Actor.Internal;
using Akka.Dispatch;

namespace Tracing.Actors;

/// <summary>The members of Akka.NET that are not public and that the instrumentation uses, tried once.</summary>
/// <remarks>There are four. Without one of them tracing goes on but for the part that needs it.</remarks>
internal static class AkkaMembers
{
    /// <summary>By which an asynchronous handler that failed at once tells its own cell so.</summary>
    public static Type? TaskMessage { get; } =
        typeof(ActorCell).Assembly.GetType("Akka.Dispatch.SysMsg.ActorTaskSchedulerMessage");

    /// <summary>What the instrumentation lacks in this version of Akka.NET: a line for each part that is off.</summary>
    public static IEnumerable<string> Missing()
    {
        if (!HasCurrentMessage) yield return "ActorCell.CurrentMessage cannot be set: a stashed message loses its trace";
        if (!HasScheduler) yield return "ActorSystemImpl._scheduler cannot be set: timers carry no trace";
        if (!HasRegistration) yield return "dispatchers do not use MessageDispatcher.RegisterForExecution alone: sends go through cells, which is slower";
        if (TaskMessage is null)
            yield return "ActorTaskSchedulerMessage is gone: an asynchronous handler that fails at once has no error span";
    }

    /// <summary>Lets a stash keep the trace of what it stashes.</summary>
    public static bool HasCurrentMessage { get; } = IsThere(static () => SetCurrentMessage(null!, null));

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "set_CurrentMessage")]
    public static extern void SetCurrentMessage(ActorCell cell, object? message);

    /// <summary>Lets what a handler schedules belong to its trace.</summary>
    public static bool HasScheduler { get; } = IsThere(static () => Scheduler(null!));

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_scheduler")]
    public static extern ref IScheduler Scheduler(ActorSystemImpl system);

    /// <summary>Lets what is sent go past the cell, where dispatchers do nothing else with it.</summary>
    public static bool HasRegistration { get; } =
        IsThere(static () => RegisterForExecution(null!, null!, false, false))
        && typeof(Dispatcher).GetMethod(nameof(Dispatcher.Dispatch), [typeof(ActorCell), typeof(Envelope)])?.DeclaringType
            == typeof(MessageDispatcher);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "RegisterForExecution")]
    public static extern bool RegisterForExecution(
        MessageDispatcher dispatcher, Mailbox mailbox, bool hasMessageHint, bool hasSystemMessageHint);

    /// <summary>Whether a member is there, by a call that cannot succeed: an absent one fails differently.</summary>
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
