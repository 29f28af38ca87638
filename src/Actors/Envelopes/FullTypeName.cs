namespace Tracing.Actors;

/// <summary>Type names with their namespaces and without assemblies, whose versions would make each release of an
/// application another type.</summary>
internal static class FullTypeName
{
    // Deeper arguments are left out; code that people write has two or three levels.
    private const int MaxDepth = 8;

    public static string Of(Type type) => Of(type, MaxDepth);

    private static string Of(Type type, int depth)
    {
        if (type.IsArray) return (type.GetElementType() is { } element ? Of(element, depth) : type.Name) + "[]";
        if (!type.IsGenericType) return type.FullName ?? type.Name;
        var name = type.GetGenericTypeDefinition().FullName ?? type.Name;
        if (depth == 0) return name;
        return $"{WithoutArity(name)}<{string.Join(',', type.GetGenericArguments().Select(of => Of(of, depth - 1)))}>";
    }

    // A type within a generic one has the arity in the middle: Outer`1+Inner.
    private static string WithoutArity(string name) => string.Join('+', name.Split('+').Select(static part =>
        part.IndexOf('`', StringComparison.Ordinal) is >= 0 and var at ? part[..at] : part));
}
