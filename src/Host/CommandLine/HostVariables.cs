using System.Collections.Frozen;
using Tracing.Configuration;

namespace Tracing.Hosting.CommandLine;

/// <summary>Environment variables for secrets. A command line can be read by every user of the machine, and a file
/// often gets into a repository.</summary>
internal sealed class HostVariables(Func<string, string?> read) : ISettingsSource
{
    private static readonly FrozenDictionary<string, string> _variables = new Dictionary<string, string>
    {
        ["tracing.host.auth.token"] = "TRACING_HOST_TOKEN",
        ["tracing.host.auth.door-token"] = "TRACING_HOST_DOOR_TOKEN",
        ["tracing.host.tls.password"] = "TRACING_HOST_TLS_PASSWORD",
        [PostgresSetting.Key] = "TRACING_POSTGRES_CONNECTION_STRING",
    }.ToFrozenDictionary();

    public static HostVariables OfProcess => new(Environment.GetEnvironmentVariable);

    public string? Find(string key) => _variables.TryGetValue(key, out var name) ? read(name) : null;

    public string NameOf(string key) => _variables.GetValueOrDefault(key, key);
}
