namespace Tracing.Actors;

/// <summary>Type names as C# code writes them, without namespaces.</summary>
internal static class ShortTypeName
{
    public static string Of(Type type)
    {
        var arity = type.Name.IndexOf('`', StringComparison.Ordinal);
        return arity < 0
            ? type.Name
            : $"{type.Name[..arity]}<{string.Join(',', type.GetGenericArguments().Select(Of))}>";
    }
}
