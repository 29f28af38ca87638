namespace Tracing.Configuration;

/// <summary>Refuses keys that nothing reads: a misspelt setting is otherwise a setting that silently does
/// nothing.</summary>
public static class UnknownKeys
{
    /// <summary>Deeper than any key that there is; an operator's file cannot make the walk endless.</summary>
    private const int MaxDepth = 8;

    /// <param name="written">What the operator wrote.</param>
    /// <param name="under">The section that is ours.</param>
    /// <param name="known">The defaults: every key that is read stands in one of them, be it as an empty
    /// section.</param>
    /// <exception cref="ConfigurationException">Names the first key that no default knows, and what there is
    /// instead.</exception>
    public static void Refuse(ISettingsSource written, string under, params ReadOnlySpan<ISettingsSource> known)
    {
        ArgumentNullException.ThrowIfNull(written);
        Refuse(written, under, [.. known], MaxDepth);
    }

    private static void Refuse(ISettingsSource written, string section, ISettingsSource[] known, int depth)
    {
        string[] names = [.. known.SelectMany(source => source.ChildrenOf(section)).Distinct().Order(StringComparer.Ordinal)];
        // An empty section in the defaults is filled by the operator; what is in it is its reader's to judge.
        if (names.Length == 0 || depth == 0) return;
        foreach (var name in written.ChildrenOf(section))
        {
            var key = $"{section}.{name}";
            if (!names.Contains(name, StringComparer.Ordinal))
                throw new ConfigurationException($"{key}: there is no such setting; {section} has {string.Join(", ", names)}");
            Refuse(written, key, known, depth - 1);
        }
    }
}
