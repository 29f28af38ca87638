using Tracing.Bench.Measuring;
using Tracing.Keeping;

namespace Tracing.Bench.Storage;

/// <summary>One kind of store with its place, and what it should reach.</summary>
internal interface IBenchStore : IAsyncDisposable
{
    string Name { get; }

    int SpansPerCpuSecond { get; }

    /// <summary>Null: there is no aim.</summary>
    double? BytesPerSpan { get; }

    double ByIdMillis { get; }

    Task<ITraceStore> OpenAsync();

    /// <summary>Processor time of a server so far; null: there is none, or the system does not tell.</summary>
    TimeSpan? ServerCpu() => null;

    /// <summary>The bytes on disk of a store that is closed.</summary>
    Task<long> BytesAsync();

    /// <summary>Starts the real host on the traces of the closed store.</summary>
    BenchHost StartHost();
}
