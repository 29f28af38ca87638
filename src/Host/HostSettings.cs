using System.Collections.Immutable;
using System.Net;
using Tracing.Assembling;
using Tracing.Configuration;
using Tracing.Hosting.Doors;
using Tracing.Keeping;
using Tracing.Storage;

namespace Tracing.Hosting;

/// <summary>Addresses and limits of a host.</summary>
public sealed record HostSettings
{
    private const int MaxPort = 65_535;

    /// <summary>Address of all ports. There is no authentication: beyond loopback the network must provide
    /// it.</summary>
    public IPAddress BindAddress { get; init; } = IPAddress.Loopback;

    /// <summary>Names under which the host is reached, beside loopback names and IP addresses; requests for other names
    /// are refused. tracing.host.names.</summary>
    public ImmutableArray<string> Names { get; init; } = [];

    /// <summary>0 to 65,535; 0: any free one. tracing.host.otlp-http-port.</summary>
    public int OtlpHttpPort { get; init => field = Port(value, nameof(OtlpHttpPort)); } = 4318;

    /// <summary>The page, Jaeger's query API and the metrics. 0 to 65,535; 0: any free one.
    /// tracing.host.page-port.</summary>
    public int PagePort { get; init => field = Port(value, nameof(PagePort)); } = 16686;

    /// <summary>Storage of closed traces. tracing.storage.*.</summary>
    public StorageSettings Storage { get; init; } = StorageSettings.Default;

    /// <summary>Bytes of span data kept where that is in memory; the oldest traces make room.
    /// tracing.host.memory-bytes.</summary>
    public long MemoryBytes { get; init; } = MemoryTraceStore.DefaultMaxBytes;

    /// <summary>Bytes of one request, packed and unpacked. tracing.host.max-request-bytes.</summary>
    public long MaxRequestBytes { get; init; } = OtlpHttpDoor.DefaultMaxRequestBytes;

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
        var bind = config.Text("tracing.host.bind", defaults.BindAddress.ToString());
        if (!IPAddress.TryParse(bind, out var address))
            throw config.Refuse("tracing.host.bind", bind, "must be an IP address, such as 127.0.0.1");
        return defaults with
        {
            BindAddress = address,
            Names = [.. config.Text("tracing.host.names", "")
                .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)],
            OtlpHttpPort = config.Int("tracing.host.otlp-http-port", defaults.OtlpHttpPort, 0, MaxPort),
            PagePort = config.Int("tracing.host.page-port", defaults.PagePort, 0, MaxPort),
            Storage = StorageSettings.Read(config),
            MemoryBytes = config.Bytes("tracing.host.memory-bytes", defaults.MemoryBytes, 1 << 10, 1L << 40),
            MaxRequestBytes = config.Bytes(
                "tracing.host.max-request-bytes", defaults.MaxRequestBytes, 1 << 10, int.MaxValue),
            Assembler = AssemblerSettings.Read(config),
        };
    }

    private static int Port(int value, string name)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value, name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, MaxPort, name);
        return value;
    }
}
