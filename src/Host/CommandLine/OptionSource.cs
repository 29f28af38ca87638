using System.CommandLine;
using Tracing.Configuration;

namespace Tracing.Hosting.CommandLine;

/// <summary>Flags that have no key in HOCON, read by the same rules as those that have.</summary>
internal sealed class OptionSource(ParseResult parsed, params Option<string>[] options) : ISettingsSource
{
    public string? Find(string key) =>
        Array.Find(options, option => option.Name == key) is { } option ? parsed.GetValue(option) : null;
}
