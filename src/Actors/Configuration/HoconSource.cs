using System.Collections.Immutable;
using System.Text.Json;
using Akka.Configuration;
using Tracing.Configuration;
using ConfigurationException = Tracing.Configuration.ConfigurationException;

namespace Tracing.Actors;

/// <summary>Reads settings from HOCON as text; <see cref="ConfigReader"/> knows types, units and ranges.</summary>
public sealed class HoconSource(Config config) : ISettingsSource
{
    /// <summary>Parses an operator's text.</summary>
    /// <param name="name">The name of the text in the exception.</param>
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

    /// <summary>Makes HOCON of single settings by full key. A value that begins with a bracket is a list, any other is
    /// text.</summary>
    public static Config Overrides(IEnumerable<KeyValuePair<string, string>> settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return ConfigurationFactory.ParseString(string.Join('\n', settings.Select(static pair =>
            $"{pair.Key} = {(pair.Value.StartsWith('[') ? pair.Value : JsonSerializer.Serialize(pair.Value))}")));
    }

    public string? Find(string key)
    {
        var value = config.HasPath(key) ? config.GetValue(key) : null;
        // An empty object counts as no value.
        if (value is null || (value.IsObject() && value.GetObject().Items.Count == 0)) return null;
        if (value.IsObject()) throw new ConfigurationException(key, "{…}", "must be one value, or a list");
        // A list becomes text with commas, the form that keys with several values also take.
        return value.IsArray() ? string.Join(", ", value.GetStringList()) : value.GetString();
    }

    // Akka.NET's parser keeps the fields of an object in the order of the text; SamplingHoconTests tests that.
    public ImmutableArray<string> ChildrenOf(string key)
    {
        var value = config.HasPath(key) ? config.GetValue(key) : null;
        return value is not null && value.IsObject() ? [.. value.GetObject().Items.Keys] : [];
    }
}
