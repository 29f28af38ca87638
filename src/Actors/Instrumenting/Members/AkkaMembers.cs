using System.Runtime.CompilerServices;
using Akka.Actor;

namespace Tracing.Actors;

/// <summary>The members of Akka.NET that are not public and that the instrumentation uses, tried once.</summary>
/// <remarks>There is one. Without it tracing goes on but for the part that needs it.</remarks>
internal static class AkkaMembers
{
    /// <summary>Lets a stash keep the trace of what it stashes.</summary>
    public static bool HasCurrentMessage { get; } = IsThere(static () => SetCurrentMessage(null!, null));

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "set_CurrentMessage")]
    public static extern void SetCurrentMessage(ActorCell cell, object? message);

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
