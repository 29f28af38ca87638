namespace Tracing.Configuration;

/// <summary>The error for an unusable setting. Its message is one line with the full key, the value found, and what is
/// allowed.</summary>
public sealed class ConfigurationException : Exception
{
    public ConfigurationException(string key, string value, string allowed)
        : base($"{key} = {value}: {allowed}") => Key = key;

    public ConfigurationException(string message)
        : base(message) => Key = "";

    public string Key { get; }
}
