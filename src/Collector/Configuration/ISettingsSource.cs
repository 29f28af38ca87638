using System.Collections.Immutable;

namespace Tracing.Configuration;

/// <summary>A source of settings, such as command-line flags or HOCON. Keys are full, such as
/// <c>tracing.collector.settle</c>.</summary>
public interface ISettingsSource
{
    /// <summary>Returns the text under a key, or null when the source does not have the key.</summary>
    /// <exception cref="ConfigurationException">Under the key is an object or a list.</exception>
    string? Find(string key);

    /// <summary>Returns the names directly under a key, in the order in which they were written; none if there is no
    /// such object.</summary>
    ImmutableArray<string> ChildrenOf(string key) => [];

    /// <summary>Returns the name under which the user sets a key in this source, for messages.</summary>
    string NameOf(string key) => key;
}
