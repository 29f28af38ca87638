using System.CommandLine;
using Tracing.Assembling;
using Tracing.Configuration;
using Tracing.Hosting.Engines;
using Tracing.Storage;

namespace Tracing.Hosting.CommandLine;

/// <summary>Which engine, and from which settings: what the commands that run a collector have in common.</summary>
internal sealed class EngineFlags(SettingFlags settings)
{
    private readonly Option<string> _engine = new("--engine")
    {
        Description = $"{string.Join(" or ", EngineKinds.All.Select(kind => kind.Name))} ({EngineKinds.Default.Name})",
    };

    private readonly Option<string> _config = new("--config") { Description = "a HOCON file; flags win over it" };

    public void AddTo(Command command)
    {
        command.Options.Add(_engine);
        command.Options.Add(_config);
        settings.AddTo(command);
    }

    /// <exception cref="ConfigurationException">Something is unusable; nothing has been started.</exception>
    public (IEngineKind Kind, EngineRequest Request, ConfigReader Config) Read(ParseResult parsed)
    {
        var kind = parsed.GetValue(_engine) is { } name ? EngineKinds.Named(name) : EngineKinds.Default;
        var sources = new List<ISettingsSource> { settings.Source(parsed) };
        var hocon = "";
        if (parsed.GetValue(_config) is { } file)
        {
            hocon = ReadFile(file);
            var source = EngineKinds.ReadHocon(hocon, file);
            UnknownKeys.Refuse(source, "tracing.host", EngineKinds.ReadHocon(HostReference.Text, HostReference.Name));
            UnknownKeys.Refuse(source, "tracing.storage",
                EngineKinds.ReadHocon(StorageSettings.ReadReference(), StorageSettings.ReferenceName));
            sources.Add(source);
        }
        var config = new ConfigReader([.. sources]);
        var request = new EngineRequest(
            AssemblerSettings.Read(config), RecorderConfig.Read(config), hocon, settings.Given(parsed));
        return (kind, request, config);
    }

    /// <exception cref="ConfigurationException">It cannot be read.</exception>
    public static string ReadFile(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException("--config", file, cause.Message);
        }
    }
}
