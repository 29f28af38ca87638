using Tracing.Bench.Measuring;
using Tracing.Keeping;
using Tracing.Sqlite;
using Tracing.Storage;

namespace Tracing.Bench.Storage;

/// <summary>The embedded store in a folder of its own, which is deleted at the end.</summary>
internal sealed class SqliteBenchStore(Action<string> tell) : IBenchStore
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tracing-bench-").FullName;

    public string Name => "SQLite, synchronous full";

    public int SpansPerCpuSecond => 100_000;

    public double? BytesPerSpan => 75;

    public double ByIdMillis => 5;

    public Task<ITraceStore> OpenAsync() => Task.FromResult<ITraceStore>(SqliteTraceStore.Open(
        new StorageSettings { Path = _folder, MaxAge = TimeSpan.FromDays(3650), MaxBytes = 1L << 40 }, tell: tell));

    public Task<long> BytesAsync() =>
        Task.FromResult(Directory.GetFiles(_folder).Sum(static file => new FileInfo(file).Length));

    public BenchHost StartHost() => BenchHost.On(_folder);

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }
}
