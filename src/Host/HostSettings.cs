using System.Collections.Immutable;
using System.Net;
using Tracing.Assembling;
using Tracing.Configuration;
using Tracing.Hosting.Doors;
using Tracing.Hosting.Query;
using Tracing.Hosting.Security;
using Tracing.Hosting.Web;
using Tracing.Keeping;
using Tracing.Postgres.Connecting;
using Tracing.Storage;
using Tracing.Storage.Exporting;

namespace Tracing.Hosting;

/// <summary>Addresses and limits of a host.</summary>
public sealed record HostSettings
{
    private const int MaxPort = 65_535;

    private static readonly TimeSpan _second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _hour = TimeSpan.FromHours(1);

    /// <summary>Address of all ports. Beyond loopback a host starts only with TLS and tokens, or when
    /// <see cref="Security"/> says that it goes without. tracing.host.bind.</summary>
    public IPAddress BindAddress { get; init; } = IPAddress.Loopback;

    /// <summary>Access to the ports. tracing.host.auth, tracing.host.tls, tracing.host.cors,
    /// tracing.host.insecure.</summary>
    public SecuritySettings Security { get; init; } = SecuritySettings.None;

    /// <summary>Names under which the host is reached, beside loopback names and IP addresses; requests for other names
    /// are refused. tracing.host.names.</summary>
    public ImmutableArray<string> Names { get; init; } = [];

    /// <summary>0 to 65,535; 0: any free one. tracing.host.otlp-http-port.</summary>
    public int OtlpHttpPort { get; init => field = Port(value, nameof(OtlpHttpPort)); } = 4318;

    /// <summary>0 to 65,535; 0: any free one. tracing.host.otlp-grpc-port.</summary>
    public int OtlpGrpcPort { get; init => field = Port(value, nameof(OtlpGrpcPort)); } = 4317;

    /// <summary>0 to 65,535; 0: any free one. tracing.host.zipkin-port.</summary>
    public int ZipkinPort { get; init => field = Port(value, nameof(ZipkinPort)); } = 9411;

    /// <summary>The page, Jaeger's query API and the metrics. 0 to 65,535; 0: any free one.
    /// tracing.host.page-port.</summary>
    public int PagePort { get; init => field = Port(value, nameof(PagePort)); } = 16686;

    /// <summary>Path under which a reverse proxy serves the page and its APIs, such as <c>/tracing</c>; empty: the
    /// root. tracing.host.base-path.</summary>
    public string BasePath { get; init; } = "";

    /// <summary>Jaeger's query API over gRPC. 0 to 65,535; 0: any free one. tracing.host.jaeger-grpc-port.</summary>
    public int JaegerGrpcPort { get; init => field = Port(value, nameof(JaegerGrpcPort)); } = 16685;

    /// <summary>Tempo's query API. 0 to 65,535; 0: any free one. tracing.host.tempo-port.</summary>
    public int TempoPort { get; init => field = Port(value, nameof(TempoPort)); } = 3200;

    /// <summary>Storage of closed traces. tracing.storage.*.</summary>
    public StorageSettings Storage { get; init; } = StorageSettings.Default;

    /// <summary>The database of <see cref="StoreKind.Postgres"/>; null for the other kinds.
    /// tracing.storage.postgres.</summary>
    public PostgresConnection? Postgres { get; init; }

    /// <summary>Back ends that get kept traces. tracing.export.</summary>
    public ImmutableArray<BackEndSettings> BackEnds { get; init; } = [];

    /// <summary>Bytes of span data kept where that is in memory; the oldest traces make room.
    /// tracing.host.memory-bytes.</summary>
    public long MemoryBytes { get; init; } = MemoryTraceStore.DefaultMaxBytes;

    /// <summary>Bytes of one request, packed and unpacked. tracing.host.max-request-bytes.</summary>
    public long MaxRequestBytes { get; init; } = DoorLimits.DefaultMaxRequestBytes;

    /// <summary>The longest time without a byte of a body that has begun. tracing.host.body-idle.</summary>
    public TimeSpan BodyIdle { get; init; } = DoorLimits.DefaultBodyIdle;

    /// <summary>The longest time from a request's headers to the end of its body. tracing.host.body-time.</summary>
    public TimeSpan BodyTime { get; init; } = DoorLimits.DefaultBodyTime;

    /// <summary>Limits for the connections of each port. tracing.host.max-connections,
    /// tracing.host.max-connections-per-address, tracing.host.first-byte.</summary>
    public ConnectionLimits Connections { get; init; } = ConnectionLimits.Default;

    /// <summary>Spans of one trace in one answer; the answer says how many more there are.
    /// tracing.host.max-answer-spans.</summary>
    public int MaxAnswerSpans { get; init; } = AnswerLimits.DefaultMaxSpans;

    /// <summary>Bytes of one answer with traces. tracing.host.max-answer-bytes.</summary>
    public long MaxAnswerBytes { get; init; } = AnswerLimits.DefaultMaxBytes;

    /// <summary>For the engine that whoever starts the host makes.</summary>
    public AssemblerSettings Assembler { get; init; } = AssemblerSettings.Default;

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Reads <c>tracing.host.*</c>, <c>tracing.storage.*</c> and <c>tracing.collector.*</c>.</summary>
    /// <exception cref="ConfigurationException">A value is unusable; the message names key, value and
    /// range.</exception>
    public static HostSettings Read(ConfigReader config)
    {
        ArgumentNullException.ThrowIfNull(config);
        var defaults = new HostSettings();
        var storage = StorageSettings.Read(config);
        var bind = config.Text("tracing.host.bind", defaults.BindAddress.ToString());
        if (!IPAddress.TryParse(bind, out var address))
            throw config.Refuse("tracing.host.bind", bind, "must be an IP address, such as 127.0.0.1");
        return defaults with
        {
            BindAddress = address,
            Security = SecuritySettings.Read(config),
            Names = [.. config.Text("tracing.host.names", "")
                .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)],
            OtlpHttpPort = config.Int("tracing.host.otlp-http-port", defaults.OtlpHttpPort, 0, MaxPort),
            OtlpGrpcPort = config.Int("tracing.host.otlp-grpc-port", defaults.OtlpGrpcPort, 0, MaxPort),
            ZipkinPort = config.Int("tracing.host.zipkin-port", defaults.ZipkinPort, 0, MaxPort),
            PagePort = config.Int("tracing.host.page-port", defaults.PagePort, 0, MaxPort),
            BasePath = ReadBasePath(config),
            JaegerGrpcPort = config.Int("tracing.host.jaeger-grpc-port", defaults.JaegerGrpcPort, 0, MaxPort),
            TempoPort = config.Int("tracing.host.tempo-port", defaults.TempoPort, 0, MaxPort),
            Storage = storage,
            Postgres = PostgresSetting.Read(config, storage),
            BackEnds = BackEndSettings.Read(config),
            MemoryBytes = config.Bytes("tracing.host.memory-bytes", defaults.MemoryBytes, 1 << 10, 1L << 40),
            MaxRequestBytes = config.Bytes(
                "tracing.host.max-request-bytes", defaults.MaxRequestBytes, 1 << 10, int.MaxValue),
            BodyIdle = config.Duration("tracing.host.body-idle", defaults.BodyIdle, _second, _hour),
            BodyTime = config.Duration("tracing.host.body-time", defaults.BodyTime, _second, _hour),
            Connections = new ConnectionLimits(
                config.Int("tracing.host.max-connections", defaults.Connections.MaxConnections, 1, 1_000_000),
                config.Int(
                    "tracing.host.max-connections-per-address", defaults.Connections.MaxPerAddress, 1, 1_000_000),
                config.Duration("tracing.host.first-byte", defaults.Connections.FirstByte, _second, _hour)),
            MaxAnswerSpans = config.Int("tracing.host.max-answer-spans", defaults.MaxAnswerSpans, 1, 10_000_000),
            MaxAnswerBytes = config.Bytes(
                "tracing.host.max-answer-bytes", defaults.MaxAnswerBytes, 1 << 10, int.MaxValue / 2),
            Assembler = AssemblerSettings.Read(config),
        };
    }

    private static int Port(int value, string name)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value, name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, MaxPort, name);
        return value;
    }

    private static string ReadBasePath(ConfigReader config)
    {
        const string Key = "tracing.host.base-path";
        var path = config.Text(Key, "").TrimEnd('/');
        // What needs no escaping in HTML, in a header or in an address.
        return path.Length == 0 || IsPlainPath(path)
            ? path
            : throw config.Refuse(Key, path, "must be a path such as /tracing, of letters, digits, '-', '_' and '.'");
    }

    private static bool IsPlainPath(string path) => path[0] == '/' && path[1..].Split('/').All(static part =>
        part.Length > 0 && part[0] != '.' && part.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.'));
}
