using Akka.Configuration;
using Tracing.Configuration;
using ConfigurationException = Tracing.Configuration.ConfigurationException;

namespace Tracing.Actors;

/// <summary>Settings from HOCON, as text: types, units and ranges are <see cref="ConfigReader"/>'s.</summary>
public sealed class HoconSource(Config config) : ISettingsSource
{
    /// <summary>What an operator wrote, for settings outside any actor system.</summary>
    /// <exception cref="ConfigurationException">The text is not HOCON.</exception>
    public static HoconSource Parse(string hocon, string name)
    {
        try
        {
            return new HoconSource(ConfigurationFactory.ParseString(hocon));
        }
        catch (Exception cause) when (cause is not OutOfMemoryException)
        {
            throw new ConfigurationException($"{name}: not HOCON: {cause.Message.ReplaceLineEndings(" ")}");
        }
    }

    public string? Find(string key)
    {
        var value = config.HasPath(key) ? config.GetValue(key) : null;
        if (value is null) return null;
        if (value.IsObject() || value.IsArray()) throw new ConfigurationException(key, "{…}", "must be one value");
        return value.GetString();
    }
}
