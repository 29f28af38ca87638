namespace Tracing.Generator.Calls;

/// <summary>One decorated method and every call of it.</summary>
internal sealed record MethodCalls(MethodModel Method, EquatableArray<CallSite> Sites)
{
    /// <summary>The method's name for readers, and a hash that distinguishes it from its overloads.</summary>
    public string FileName => $"{Method.Name.TrimStart('@')}.{Hash(Method.Key):x16}.g.cs";

    // FNV-1a: the same on every machine and in every run, unlike string.GetHashCode.
    private static ulong Hash(string text)
    {
        var hash = 14695981039346656037UL;
        foreach (var c in text) hash = unchecked((hash ^ c) * 1099511628211UL);
        return hash;
    }
}
