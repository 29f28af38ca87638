using System.Diagnostics;
using System.Reflection;
using System.Runtime.CompilerServices;
using Akka.Event;

namespace Tracing.Actors;

/// <summary>Sets two members of a log event that have no public setter.</summary>
/// <remarks>See RATIONALE "Why is a log event changed on its way?".</remarks>
internal static class LogEventAccess
{
    // Akka.NET has the property since 1.5.59.
    private static readonly Action<LogEvent, ActivityContext?>? _setActivityContext =
        typeof(LogEvent).GetProperty("ActivityContext", BindingFlags.Instance | BindingFlags.Public)
            ?.GetSetMethod(nonPublic: true) is { } setter && Accepts(setter)
            ? setter.CreateDelegate<Action<LogEvent, ActivityContext?>>()
            : null;

    /// <summary>False when this version of Akka.NET lacks the setter of the message: then lines go out without
    /// ids.</summary>
    public static bool IsThere { get; } = Try();

    public static void Stamp(LogEvent line, in TraceContext context)
    {
        if (!IsThere) return;
        SetMessage(line, new TracedLogMessage(line.Message, context));
        _setActivityContext?.Invoke(line, ActivityValues.ContextOf(context, isRemote: false));
    }

    private static bool Accepts(MethodInfo setter) =>
        setter.GetParameters() is [{ ParameterType: var type }] && type == typeof(ActivityContext?);

    private static bool Try()
    {
        try
        {
            var line = new Info("self-test", typeof(LogEventAccess), "before");
            SetMessage(line, "after");
            return line.Message is "after";
        }
        catch (MissingMethodException)
        {
            return false;
        }
    }

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "set_Message")]
    private static extern void SetMessage(LogEvent line, object message);
}
