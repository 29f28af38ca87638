namespace Tracing.Configuration;

/// <summary>Refuses keys that nothing reads, because a misspelt setting would silently do nothing.</summary>
public static class UnknownKeys
{
    /// <summary>Maximum depth of the walk, deeper than any known key.</summary>
    private const int MaxDepth = 8;

    /// <param name="written">The operator's settings.</param>
    /// <param name="under">The section to check.</param>
    /// <param name="known">The defaults, which contain every key that is read, or an empty section for keys that the
    /// operator names.</param>
    /// <exception cref="ConfigurationException">There is an unknown key; the message names it, and the known
    /// ones.</exception>
    public static void Refuse(ISettingsSource written, string under, params ReadOnlySpan<ISettingsSource> known)
    {
        ArgumentNullException.ThrowIfNull(written);
        Refuse(written, under, [.. known], MaxDepth);
    }

    private static void Refuse(ISettingsSource written, string section, ISettingsSource[] known, int depth)
    {
        string[] names = [.. known.SelectMany(source => source.ChildrenOf(section)).Distinct().Order(StringComparer.Ordinal)];
        // The operator fills a section that is empty in the defaults; its reader checks those keys.
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
