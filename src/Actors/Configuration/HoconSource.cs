using System.Collections.Immutable;
using System.Text.Json;
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

    /// <summary>Single settings, by full key: a value that begins with a bracket is a list, any other is text.</summary>
    public static Config Overrides(IEnumerable<KeyValuePair<string, string>> settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return ConfigurationFactory.ParseString(string.Join('\n', settings.Select(static pair =>
            $"{pair.Key} = {(pair.Value.StartsWith('[') ? pair.Value : JsonSerializer.Serialize(pair.Value))}")));
    }

    public string? Find(string key)
    {
        var value = config.HasPath(key) ? config.GetValue(key) : null;
        // An empty object says nothing.
        if (value is null || (value.IsObject() && value.GetObject().Items.Count == 0)) return null;
        if (value.IsObject()) throw new ConfigurationException(key, "{…}", "must be one value, or a list");
        // A list reads as the same values with commas between, which is how the keys that take several are written.
        return value.IsArray() ? string.Join(", ", value.GetStringList()) : value.GetString();
    }

    // Akka.NET's parser keeps an object's fields in the order of the text; SamplingHoconTests holds it to that.
    public ImmutableArray<string> ChildrenOf(string key)
    {
        var value = config.HasPath(key) ? config.GetValue(key) : null;
        return value is not null && value.IsObject() ? [.. value.GetObject().Items.Keys] : [];
    }
}
