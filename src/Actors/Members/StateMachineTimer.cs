using System.Reflection;
using Akka.Actor;

namespace Tracing.Actors;

/// <summary>The message that a timer of a state machine (<c>FSM.SetTimer</c>) sends to its actor; it holds the user's
/// message.</summary>
internal static class StateMachineTimer
{
    private static readonly PropertyInfo? _message = typeof(FSMBase)
        .GetNestedType("Timer", BindingFlags.NonPublic | BindingFlags.Public)?.GetProperty("Message");

    /// <summary>False: this Akka.NET has no such message, and its state machines' timers carry no trace.</summary>
    public static bool IsKnown => _message is not null;

    /// <summary>Returns the user's message; null where the message is none of these.</summary>
    public static object? MessageOf(object message) =>
        message.GetType() == _message?.DeclaringType ? _message.GetValue(message) : null;
}
