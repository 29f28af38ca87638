using Akka.Configuration;
using Tracing.Actors;
using Tracing.Configuration;
using Tracing.Storage;

namespace Tracing.Hosting.CommandLine;

/// <summary>Defaults of everything that a host reads, from each library's reference.conf: the values that hold without
/// any setting, and the list of known keys.</summary>
internal static class HostReference
{
    private static readonly HoconSource _all = new(
        ConfigurationFactory.ParseString(
                EmbeddedText.Read(typeof(HostReference).Assembly, "Tracing.Host.reference.conf"))
            .WithFallback(ConfigurationFactory.ParseString(StorageSettings.ReadReference()))
            .WithFallback(ActorTracing.Reference));

    public static ISettingsSource All => _all;

    /// <summary>The default of a key as text; null where it has none.</summary>
    public static string? DefaultOf(string key) => _all.Find(key);
}
