using Tracing.Bench.Measuring;
using Tracing.Keeping;
using Tracing.Postgres;
using Tracing.Postgres.Connecting;
using Tracing.Postgres.Servers;
using Tracing.Storage;

namespace Tracing.Bench.Storage;

/// <summary>The shared store on a server of its own, which is deleted at the end.</summary>
internal sealed class PostgresBenchStore(TestServer server, Action<string> tell) : IBenchStore
{
    public string Name => "PostgreSQL with fsync";

    public int SpansPerCpuSecond => 50_000;

    public double? BytesPerSpan => null;

    public double ByIdMillis => 10;

    public async Task<ITraceStore> OpenAsync() => await PostgresTraceStore.OpenAsync(
        PostgresConnection.TryParse(server.ConnectionString(), out _)!,
        new StorageSettings { MaxAge = TimeSpan.FromDays(3650), MaxBytes = 1L << 40 }, tell: tell);

    public TimeSpan? ServerCpu() => server.Cpu();

    public Task<long> BytesAsync() => server.SqlAsync("tracing",
        "SELECT sum(pg_total_relation_size(c.oid))::bigint FROM pg_class c "
        + "JOIN pg_namespace n ON n.oid = relnamespace WHERE nspname = 'tracing' AND relkind = 'r'");

    public BenchHost StartHost() => BenchHost.With(
        ["--set", "tracing.storage.store=postgres"], [new("TRACING_POSTGRES_CONNECTION_STRING", server.ConnectionString())]);

    public ValueTask DisposeAsync() => server.DisposeAsync();
}
