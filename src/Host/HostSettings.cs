using System.Net;
using Tracing.Assembling;
using Tracing.Hosting.Doors;
using Tracing.Keeping;

namespace Tracing.Hosting;

/// <summary>Where a host listens and how much it holds.</summary>
public sealed record HostSettings
{
    /// <summary>All ports are opened on it. There is no authentication: beyond loopback, that is the network's task.</summary>
    public IPAddress BindAddress { get; init; } = IPAddress.Loopback;

    /// <summary>0 to 65,535; 0: any free one. tracing.host.otlp-http-port.</summary>
    public int OtlpHttpPort { get; init => field = Port(value, nameof(OtlpHttpPort)); } = 4318;

    /// <summary>The page, Jaeger's query API and the metrics. 0 to 65,535; 0: any free one. tracing.host.page-port.</summary>
    public int PagePort { get; init => field = Port(value, nameof(PagePort)); } = 16686;

    /// <summary>Bytes of span data kept in memory; the oldest traces make room. tracing.host.memory-bytes.</summary>
    public long MemoryBytes { get; init; } = MemoryTraceStore.DefaultMaxBytes;

    /// <summary>Bytes of one request, packed and unpacked. tracing.host.max-request-bytes.</summary>
    public long MaxRequestBytes { get; init; } = OtlpHttpDoor.DefaultMaxRequestBytes;

    /// <summary>For the engine that whoever starts the host makes.</summary>
    public AssemblerSettings Assembler { get; init; } = AssemblerSettings.Default;

    public TimeProvider Time { get; init; } = TimeProvider.System;

    private static int Port(int value, string name)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value, name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 65_535, name);
        return value;
    }
}
