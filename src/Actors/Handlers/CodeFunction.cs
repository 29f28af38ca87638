using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.CompilerServices;
using Akka.Actor;

namespace Tracing.Actors;

/// <summary>Finds the method that handles a type of message at an actor, for the attribute
/// <c>code.function.name</c>.</summary>
/// <remarks>Looked up once for each pair of types, never for a message. Akka.NET does not tell which handler it has
/// registered for a type, so the method is known only where it is the only one that fits. A lambda goes by the name of
/// the method that contains it. Any thread.</remarks>
internal static class CodeFunction
{
    // Further pairs have no name; closed generics could make ever new ones.
    private const int MaxCount = 4096;

    private const BindingFlags Declared = BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public
        | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private static readonly ConcurrentDictionary<(Type Actor, Type Message), string?> _names = new();

    /// <summary>Returns the name with namespace and type; null: not known.</summary>
    public static string? Of(Type actor, Type message)
    {
        if (_names.TryGetValue((actor, message), out var name)) return name;
        if (_names.Count >= MaxCount) return null;
        return _names.GetOrAdd((actor, message), static pair => Find(pair.Actor, pair.Message));
    }

    private static string? Find(Type actor, Type message)
    {
        var lambdas = Own(actor).SelectMany(Closures).SelectMany(static closure => closure.GetMethods(Declared))
            .Where(static method => method.Name.StartsWith('<'));
        var handlers = Own(actor).SelectMany(static type => type.GetMethods(Declared)).Concat(lambdas)
            .Where(method => Handles(method, message)).ToArray();
        if (handlers is [var only]) return NameOf(only);
        return handlers.Length == 0 && OnReceive(actor) is { } all ? NameOf(all) : null;
    }

    // The actor's type and its bases, as far as they are the user's.
    private static IEnumerable<Type> Own(Type actor)
    {
        for (var type = actor; type is not null && type != typeof(object) && !IsOurs(type); type = type.BaseType)
            yield return type;
    }

    private static bool IsOurs(Type type) => type.Assembly == typeof(CodeFunction).Assembly
        || type.Assembly.GetName().Name?.StartsWith("Akka", StringComparison.Ordinal) == true;

    private static IEnumerable<Type> Closures(Type type) => type.GetNestedTypes(BindingFlags.NonPublic)
        .Where(static nested => !nested.IsGenericTypeDefinition
            && nested.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false));

    // A method of the form that Receive, ReceiveAsync, Command and IHandle take.
    private static bool Handles(MethodInfo method, Type message) =>
        !method.IsGenericMethodDefinition && !method.IsSpecialName
        && (method.ReturnType == typeof(void) || method.ReturnType == typeof(Task) || method.ReturnType == typeof(bool))
        && method.GetParameters() is [var given] && given.ParameterType == message;

    // The one method through which all messages of such an actor go.
    private static MethodInfo? OnReceive(Type actor)
    {
        if (typeof(ReceiveActor).IsAssignableFrom(actor)) return null;
        return Own(actor).SelectMany(static type => type.GetMethods(Declared)).FirstOrDefault(static method =>
            method is { IsVirtual: true, Name: "OnReceive" or "OnCommand" or "Receive" or "ReceiveCommand" }
            && method.GetParameters() is [var given] && given.ParameterType == typeof(object));
    }

    private static string NameOf(MethodInfo method)
    {
        var type = method.DeclaringType;
        while (type is { DeclaringType: { } outer } && type.Name.StartsWith('<')) type = outer;
        // <Pay>b__0 is a lambda in Pay; <Pay>g__Inner|0 is a local function in it.
        var name = method.Name.StartsWith('<') && method.Name.IndexOf('>', StringComparison.Ordinal) is > 1 and var end
            ? method.Name[1..end]
            : method.Name;
        return $"{(type is null ? "" : FullTypeName.Of(type))}.{name}";
    }
}
