using System.Diagnostics;
using System.Linq.Expressions;
using System.Reflection;
using Akka.Event;

namespace Tracing.Actors;

/// <summary>Sets two members of a log event that have no public setter.</summary>
/// <remarks>See RATIONALE "Why is a log event changed on its way?".</remarks>
internal static class LogEventAccess
{
    public const string TraceIdKey = "trace_id";

    public const string SpanIdKey = "span_id";

    private static readonly Action<LogEvent, ActivityContext?>? _setActivityContext =
        typeof(LogEvent).GetProperty("ActivityContext") is { } context
            && context.GetSetMethod(nonPublic: true) is { } setter && Accepts(setter)
            ? setter.CreateDelegate<Action<LogEvent, ActivityContext?>>()
            : null;

    private static readonly Action<LogEvent, KeyValuePair<string, object>[]>? _setProperties = PropertiesSetter();

    /// <summary>False when this version of Akka.NET has no properties beside a line's text: then lines have ids only in
    /// ActivityContext.</summary>
    public static bool HasProperties => _setProperties is not null;

    public static void Stamp(LogEvent line, in TraceContext context)
    {
        _setActivityContext?.Invoke(line, ActivityValues.ContextOf(context, isRemote: false));
        if (_setProperties is null) return;
        var before = line.TryGetProperties(out var known) ? known : null;
        if (before?.ContainsKey(TraceIdKey) == true) return;
        // The values of the text's template are no context.
        var names = line.GetPropertyNames();
        KeyValuePair<string, object>[] properties =
        [
            .. before?.Where(pair => !names.Contains(pair.Key)) ?? [],
            new(TraceIdKey, context.TraceId.ToString()), new(SpanIdKey, context.SpanId.ToString()),
        ];
        _setProperties(line, properties);
    }

    private static bool Accepts(MethodInfo setter) =>
        setter.GetParameters() is [{ ParameterType: var type }] && type == typeof(ActivityContext?);

    private static Action<LogEvent, KeyValuePair<string, object>[]>? PropertiesSetter()
    {
        const BindingFlags Any = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;
        var type = typeof(LogEvent).Assembly.GetType("Akka.Event.LogContextProperties");
        var property = typeof(LogEvent).GetProperty("ContextProperties", Any);
        if (type?.GetConstructor([typeof(KeyValuePair<string, object>[])]) is not { } made
            || property?.GetSetMethod(nonPublic: true) is not { } setter)
            return null;
        var line = Expression.Parameter(typeof(LogEvent));
        var values = Expression.Parameter(typeof(KeyValuePair<string, object>[]));
        return Expression.Lambda<Action<LogEvent, KeyValuePair<string, object>[]>>(
            Expression.Call(line, setter, Expression.New(made, values)), line, values).Compile();
    }
}
