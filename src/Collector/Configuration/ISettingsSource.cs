namespace Tracing.Configuration;

/// <summary>Where settings come from: command-line flags, HOCON. Keys are full: <c>tracing.collector.settle</c>.</summary>
public interface ISettingsSource
{
    /// <summary>The text under a key, or null where the source says nothing about it.</summary>
    string? Find(string key);

    /// <summary>What the user wrote to set a key, for messages: the key, unless the source has another name for it.</summary>
    string NameOf(string key) => key;
}
