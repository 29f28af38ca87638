using System.Collections.Immutable;
using System.CommandLine;
using Tracing.Configuration;

namespace Tracing.Hosting.CommandLine;

/// <summary>The flags that set what HOCON can set too: each has one key, and the key's type and range.</summary>
internal sealed class SettingFlags
{
    private static readonly ImmutableArray<(string Flag, string Key, string Help)> _collector =
    [
        ("--settle", "tracing.collector.settle", "silence that closes a trace without counts (6s)"),
        ("--max-age", "tracing.collector.max-age", "age that closes a trace whatever is missing (60s)"),
        ("--max-spans-per-trace", "tracing.collector.max-spans-per-trace", "spans that close a trace early (200000)"),
        ("--hard-max-spans-per-trace", "tracing.collector.hard-max-spans-per-trace", "spans from which on a trace takes no more (1000000)"),
        ("--max-bytes", "tracing.collector.max-bytes", "what open traces may take in memory (256MiB)"),
        ("--remembered-spans", "tracing.collector.remembered-spans", "spans remembered of closed traces (1000000)"),
        ("--remembered-drops", "tracing.collector.remembered-drops", "dropped traces remembered (1000000)"),
        ("--figures", "tracing.collector.figures", "operations with figures of their own (2000)"),
        ("--sampling-default", "tracing.sampling.default", "closed traces without a policy: keep, drop (keep)"),
        ("--ring-capacity", "tracing.ring-capacity", "finished spans that may wait to be reported (65536)"),
        ("--sampler", "tracing.sampler", "which traces to record: always, never, ratio (always)"),
        ("--ratio", "tracing.ratio", "the share that --sampler ratio records, 0 to 1 (1)"),
    ];

    private static readonly ImmutableArray<(string Flag, string Key, string Help)> _host =
    [
        ("--bind", "tracing.host.bind", "address to listen on (127.0.0.1)"),
        ("--otlp-http-port", "tracing.host.otlp-http-port", "OTLP/HTTP; 0: any free one (4318)"),
        ("--page-port", "tracing.host.page-port", "page, Jaeger's API, metrics; 0: any free one (16686)"),
        ("--memory-bytes", "tracing.host.memory-bytes", "span data kept with --data memory; the oldest make room (128MiB)"),
        ("--max-request-bytes", "tracing.host.max-request-bytes", "one request, packed and unpacked (64MiB)"),
    ];

    private static readonly ImmutableArray<(string Flag, string Key, string Help)> _storage =
    [
        ("--data", "tracing.storage.path", "folder in which traces are kept, or memory (the user's data folder)"),
        ("--storage-kind", "tracing.storage.kind", "sqlite or memory (sqlite)"),
        ("--storage-max-age", "tracing.storage.max-age", "age at which traces go (7d)"),
        ("--storage-max-bytes", "tracing.storage.max-bytes", "disk that traces may take; the oldest make room (10GiB)"),
        ("--storage-journal-max-bytes", "tracing.storage.journal-max-bytes", "disk for batches that are answered and not stored yet (1GiB)"),
        ("--storage-synchronous", "tracing.storage.synchronous", "full: survives a power cut; normal: a crash (full)"),
    ];

    private readonly ImmutableArray<(string Key, Option<string> Option)> _options;

    private SettingFlags(IEnumerable<(string Flag, string Key, string Help)> flags) =>
        _options = [.. flags.Select(flag => (flag.Key, new Option<string>(flag.Flag) { Description = flag.Help }))];

    /// <summary>What every collector has.</summary>
    public static SettingFlags OfCollector() => new(_collector);

    /// <summary>What a host with doors and a page has.</summary>
    public static SettingFlags OfHost() => new([.. _host, .. _storage, .. _collector]);

    /// <summary>What the demo has: it keeps traces where it is told to.</summary>
    public static SettingFlags OfDemo() => new([.. _storage, .. _collector]);

    public void AddTo(Command command)
    {
        foreach (var (_, option) in _options) command.Options.Add(option);
    }

    /// <summary>What was given on the command line, by full key.</summary>
    public ImmutableArray<KeyValuePair<string, string>> Given(ParseResult parsed) =>
    [
        .. from entry in _options
           let value = parsed.GetValue(entry.Option)
           where value is not null
           select KeyValuePair.Create(entry.Key, value),
    ];

    public ISettingsSource Source(ParseResult parsed) => new FlagSource(
        Given(parsed).ToDictionary(), _options.ToDictionary(entry => entry.Key, entry => entry.Option.Name));

    private sealed class FlagSource(Dictionary<string, string> values, Dictionary<string, string> names) : ISettingsSource
    {
        public string? Find(string key) => values.GetValueOrDefault(key);

        public string NameOf(string key) => names.GetValueOrDefault(key, key);
    }
}
