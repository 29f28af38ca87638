using System.Collections.Immutable;
using Tracing.Configuration;

namespace Tracing.Hosting.Engines;

/// <summary>The engines that this build has; the first is the default.</summary>
internal static partial class EngineKinds
{
    public static ImmutableArray<IEngineKind> All { get; } = Find();

    public static IEngineKind Default => All[0];

    /// <exception cref="ConfigurationException">There is none of this name.</exception>
    public static IEngineKind Named(string name)
    {
        foreach (var kind in All)
            if (kind.Name == name)
                return kind;
        throw new ConfigurationException("--engine", name,
            "must be one of " + string.Join(", ", All.Select(kind => kind.Name))
            + (All.Length == 1 ? " (this build leaves out Akka.NET)" : ""));
    }

    /// <exception cref="ConfigurationException">It is not HOCON, or nothing here can read HOCON.</exception>
    public static ISettingsSource ReadHocon(string text, string name)
    {
        ISettingsSource? source = null;
        TryReadHocon(text, name, ref source);
        return source ?? throw new ConfigurationException(
            "--config", name, "HOCON is read by Akka.NET, which this build leaves out; use flags instead");
    }

    private static ImmutableArray<IEngineKind> Find()
    {
        var kinds = new List<IEngineKind>();
        AddAkka(kinds);
        kinds.Add(new EmbeddedKind());
        return [.. kinds];
    }

    // Both are there only in a build with Akka.NET (folder Akka); without it the calls vanish.
    static partial void AddAkka(List<IEngineKind> kinds);

    static partial void TryReadHocon(string text, string name, ref ISettingsSource? source);
}
