using System.Collections.Concurrent;

namespace Tracing.Actors;

/// <summary>Full type names for tags: with namespaces, and without the assemblies and versions that .NET writes into
/// the names of generic types.</summary>
internal static class FullTypeName
{
    private const int MaxNames = 4096;

    private static readonly ConcurrentDictionary<Type, string> _names = new();

    public static string Of(Type type)
    {
        if (!type.IsGenericType && !type.IsArray) return type.FullName ?? type.Name;
        if (_names.TryGetValue(type, out var known)) return known;
        var name = Write(type);
        if (_names.Count < MaxNames) _names.TryAdd(type, name);
        return name;
    }

    private static string Write(Type type)
    {
        if (type.IsArray) return $"{Of(type.GetElementType()!)}[{new string(',', type.GetArrayRank() - 1)}]";
        var open = type.GetGenericTypeDefinition().FullName ?? type.Name;
        var arguments = string.Join(',', type.GetGenericArguments().Select(Of));
        return $"{string.Join('+', open.Split('+').Select(WithoutArity))}<{arguments}>";
    }

    private static string WithoutArity(string name) =>
        name.IndexOf('`', StringComparison.Ordinal) is >= 0 and var at ? name[..at] : name;
}
