using System.Collections.Immutable;
using System.CommandLine;
using Tracing.Actors;
using Tracing.Configuration;

namespace Tracing.Hosting.CommandLine;

/// <summary>The flags that set what HOCON can set too. A few keys have a flag of their own; <c>--set key=value</c> sets
/// any key.</summary>
internal sealed class SettingFlags
{
    private static readonly ImmutableArray<(string Flag, string Key, string Help)> _collector =
    [
        ("--settle", "tracing.collector.settle", "quiet time that closes a trace without counts"),
        ("--max-age", "tracing.collector.max-age", "age that closes a trace whatever is missing"),
        ("--sampler", "tracing.sampler", "which traces this process records: always, never, ratio"),
        ("--ratio", "tracing.ratio", "the share that --sampler ratio records, 0 to 1"),
    ];

    private static readonly ImmutableArray<(string Flag, string Key, string Help)> _storage =
    [
        ("--data", "tracing.storage.path", "folder in which traces are kept, or memory (the user's data folder)"),
        ("--storage-max-age", "tracing.storage.max-age", "age at which traces are deleted"),
        ("--storage-max-bytes", "tracing.storage.max-bytes", "disk that traces may take; the oldest make room"),
    ];

    private static readonly ImmutableArray<(string Flag, string Key, string Help)> _host =
    [
        ("--bind", "tracing.host.bind", "address to listen on"),
        ("--token-file", "tracing.host.auth.token-file", "file with the token that clients must send"),
        ("--tls-certificate", "tracing.host.tls.certificate", "PEM or PFX file with the certificate of all ports"),
        ("--tls-key", "tracing.host.tls.key", "PEM file with its key, if that is in a file of its own"),
        ("--otlp-http-port", "tracing.host.otlp-http-port", "port of OTLP/HTTP; 0: any free one"),
        ("--otlp-grpc-port", "tracing.host.otlp-grpc-port", "port of OTLP/gRPC; 0: any free one"),
        ("--zipkin-port", "tracing.host.zipkin-port", "port of Zipkin's API; 0: any free one"),
        ("--jaeger-grpc-port", "tracing.host.jaeger-grpc-port", "port of Jaeger's API over gRPC; 0: any free one"),
        ("--tempo-port", "tracing.host.tempo-port", "port of Tempo's query API; 0: any free one"),
        ("--base-path", "tracing.host.base-path", "path under which a proxy serves the page, such as /tracing"),
        ("--page-port", "tracing.host.page-port", "port of the page, Jaeger's API and metrics; 0: any free one"),
    ];

    private const string InsecureKey = "tracing.host.insecure";

    private readonly ImmutableArray<(string Key, Option<string> Option)> _options;

    // Null: the command opens no ports.
    private readonly Option<bool>? _insecure;

    private readonly Option<string[]> _set = new("--set")
    {
        Description = "sets any HOCON key: --set tracing.collector.max-bytes=512MiB; may be repeated",
        AllowMultipleArgumentsPerToken = false,
    };

    private SettingFlags(IEnumerable<(string Flag, string Key, string Help)> flags, Option<bool>? insecure)
    {
        _options = [.. flags.Select(flag => (flag.Key, new Option<string>(flag.Flag) { Description = Help(flag) }))];
        _insecure = insecure;
    }

    /// <summary>Flags of a host with doors and a page.</summary>
    public static SettingFlags OfHost() => new([.. _host, .. _storage, .. _collector], new Option<bool>("--insecure")
    {
        Description = "open ports beyond loopback without TLS and without a token",
    });

    /// <summary>Flags of a command that collects without doors.</summary>
    public static SettingFlags OfDemo() => new([.. _storage, .. _collector], null);

    public void AddTo(Command command)
    {
        foreach (var (_, option) in _options) command.Options.Add(option);
        if (_insecure is not null) command.Options.Add(_insecure);
        command.Options.Add(_set);
    }

    /// <summary>Values from the command line, by full key. A key's own flag wins over <c>--set</c>.</summary>
    /// <exception cref="ConfigurationException">A <c>--set</c> is not <c>key=value</c>.</exception>
    public ImmutableArray<KeyValuePair<string, string>> Given(ParseResult parsed)
    {
        var values = new OrderedDictionary<string, string>();
        foreach (var text in parsed.GetValue(_set) ?? [])
        {
            var at = text.IndexOf('=', StringComparison.Ordinal);
            if (at < 1) throw new ConfigurationException("--set", text, "must be key=value, such as tracing.ratio=0.1");
            values[text[..at].Trim()] = text[(at + 1)..].Trim();
        }

        foreach (var (key, option) in _options)
        {
            if (parsed.GetValue(option) is { } value) values[key] = value;
        }

        if (_insecure is not null && parsed.GetValue(_insecure)) values[InsecureKey] = "on";
        return [.. values];
    }

    public ISettingsSource Source(ParseResult parsed) => new FlagSource(Given(parsed),
        _options.Where(entry => parsed.GetValue(entry.Option) is not null)
            .ToDictionary(entry => entry.Key, entry => entry.Option.Name));

    // The default is read from where it stands: no help text repeats it.
    private static string Help((string Flag, string Key, string Help) flag) =>
        HostReference.DefaultOf(flag.Key) is { Length: > 0 } value ? $"{flag.Help} ({value})" : flag.Help;

    private sealed class FlagSource(
        ImmutableArray<KeyValuePair<string, string>> given, Dictionary<string, string> names) : ISettingsSource
    {
        private readonly HoconSource _values = new(HoconSource.Overrides(given));

        public string? Find(string key) => _values.Find(key);

        public ImmutableArray<string> ChildrenOf(string key) => _values.ChildrenOf(key);

        public string NameOf(string key) => names.GetValueOrDefault(key, $"--set {key}");
    }
}
