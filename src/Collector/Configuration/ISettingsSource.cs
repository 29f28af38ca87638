namespace Tracing.Configuration;

/// <summary>Where settings come from: command-line flags, HOCON. Keys are full: <c>tracing.collector.settle</c>.</summary>
public interface ISettingsSource
{
    /// <summary>The text under a key, or null where the source says nothing about it.</summary>
    string? Find(string key);
}
