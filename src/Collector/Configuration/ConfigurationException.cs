namespace Tracing.Configuration;

/// <summary>A setting that cannot be used. The message is one line: the full key, the value found, what is
/// allowed.</summary>
public sealed class ConfigurationException : Exception
{
    public ConfigurationException(string key, string value, string allowed)
        : base($"{key} = {value}: {allowed}") => Key = key;

    public ConfigurationException(string message)
        : base(message) => Key = "";

    public string Key { get; }
}
