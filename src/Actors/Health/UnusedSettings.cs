using Akka.Configuration;

namespace Tracing.Actors;

/// <summary>Settings of the instrumentation in a system that has none.</summary>
internal static class UnusedSettings
{
    private const string Section = "tracing.instrumentation";

    /// <summary>Returns the first key that the user has set; null: none. An empty value turns something off, and so it
    /// is.</summary>
    public static string? FirstIn(Config config, Config reference) => FirstBelow(
        Section, new HoconSource(config), new HoconSource(reference));

    private static string? FirstBelow(string section, HoconSource config, HoconSource reference)
    {
        foreach (var name in reference.ChildrenOf(section))
        {
            var key = $"{section}.{name}";
            var found = reference.ChildrenOf(key).IsEmpty
                ? config.Find(key) is { Length: > 0 } text && text != reference.Find(key) ? key : null
                : FirstBelow(key, config, reference);
            if (found is not null) return found;
        }
        return null;
    }
}
