using System.Collections.Immutable;

namespace Tracing.Configuration;

/// <summary>Where settings come from: command-line flags, HOCON. Keys are full:
/// <c>tracing.collector.settle</c>.</summary>
public interface ISettingsSource
{
    /// <summary>The text under a key, or null where the source says nothing about it.</summary>
    /// <exception cref="ConfigurationException">What is there is not one value but an object or a list.</exception>
    string? Find(string key);

    /// <summary>The names directly under a key, in the order in which they were written; empty where it has no such
    /// object.</summary>
    ImmutableArray<string> ChildrenOf(string key) => [];

    /// <summary>What the user wrote to set a key, for messages: the key, unless the source has another name for
    /// it.</summary>
    string NameOf(string key) => key;
}
