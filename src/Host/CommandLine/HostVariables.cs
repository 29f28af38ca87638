using System.Collections.Frozen;
using Tracing.Configuration;

namespace Tracing.Hosting.CommandLine;

/// <summary>Environment variables for secrets, which are for neither a file in a repository nor a command line that every
/// user of the machine can read.</summary>
internal sealed class HostVariables(Func<string, string?> read) : ISettingsSource
{
    private static readonly FrozenDictionary<string, string> _variables = new Dictionary<string, string>
    {
        ["tracing.host.auth.token"] = "TRACING_HOST_TOKEN",
        ["tracing.host.auth.door-token"] = "TRACING_HOST_DOOR_TOKEN",
        ["tracing.host.tls.password"] = "TRACING_HOST_TLS_PASSWORD",
    }.ToFrozenDictionary();

    public static HostVariables OfProcess => new(Environment.GetEnvironmentVariable);

    public string? Find(string key) => _variables.TryGetValue(key, out var name) ? read(name) : null;

    public string NameOf(string key) => _variables.GetValueOrDefault(key, key);
}
