using System.Collections.Immutable;
using System.CommandLine;
using Tracing.Actors;
using Tracing.Assembling;
using Tracing.Configuration;

namespace Tracing.Hosting.CommandLine;

/// <summary>The flags of every command that runs a collector: a HOCON file, single keys, and the named settings.</summary>
internal sealed class CollectorFlags(SettingFlags settings)
{
    private static readonly string[] _secrets =
        ["tracing.host.auth", "tracing.host.tls", "tracing.export", "tracing.storage.postgres"];

    private static readonly (string Key, string Value)[] _ownTraces =
        [("tracing.activities.sources", "Microsoft.AspNetCore"), ("tracing.service-name", "tracing-host")];

    private readonly Option<string> _config = new("--config") { Description = "a HOCON file; flags win over it" };

    public void AddTo(Command command)
    {
        command.Options.Add(_config);
        settings.AddTo(command);
    }

    /// <exception cref="ConfigurationException">A value is unusable; nothing has been started.</exception>
    public (CollectorOptions Options, ConfigReader Config) Read(ParseResult parsed)
    {
        var given = settings.Given(parsed);
        RefuseUnknown(new HoconSource(HoconSource.Overrides(given)));
        var sources = new List<ISettingsSource> { settings.Source(parsed) };
        var hocon = "";
        if (parsed.GetValue(_config) is { } file)
        {
            hocon = ReadFile(file);
            var source = HoconSource.Parse(hocon, file);
            RefuseUnknown(source);
            sources.Add(source);
        }

        // After the file, so that a setting that is written there wins over a variable.
        sources.Add(HostVariables.OfProcess);
        var config = new ConfigReader([.. sources]);
        // Read here as well as by the actor system, so that a fault is told by the name of the flag.
        RecorderConfig.Read(config);
        return (new CollectorOptions(
            AssemblerSettings.Read(config), hocon, [.. WithoutSecrets(given), .. OwnTraces(config)]), config);
    }

    /// <exception cref="ConfigurationException">The file cannot be read.</exception>
    public static string ReadFile(string file, string flag = "--config")
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException(flag, file, cause.Message);
        }
    }

    // An actor system may log its settings, and has no use for those of the host.
    private static ImmutableArray<KeyValuePair<string, string>> WithoutSecrets(
        IEnumerable<KeyValuePair<string, string>> flags) =>
    [
        .. flags.Where(static pair => !_secrets.Any(section => pair.Key.StartsWith(section, StringComparison.Ordinal))),
        .. _secrets.Select(static section => KeyValuePair.Create(section, "")),
    ];

    // Only where a request begins: what a store does to keep these traces would otherwise be further traces.
    private static IEnumerable<KeyValuePair<string, string>> OwnTraces(ConfigReader config)
    {
        if (!config.Switch("tracing.host.own-traces", false)) yield break;
        foreach (var (key, value) in _ownTraces)
        {
            if (config.Text(key, "").Length == 0) yield return KeyValuePair.Create(key, value);
        }
    }

    private static void RefuseUnknown(ISettingsSource source)
    {
        foreach (var section in new[] { "tracing.host", "tracing.storage" })
            UnknownKeys.Refuse(source, section, HostReference.All);
    }
}
