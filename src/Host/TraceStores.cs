using Tracing.Keeping;
using Tracing.Postgres;
using Tracing.Sqlite;
using Tracing.Storage;

namespace Tracing.Hosting;

/// <summary>Opens the store of each kind.</summary>
internal static class TraceStores
{
    /// <exception cref="StorageUnavailableException">The message is one line; nothing is left open.</exception>
    public static async Task<ITraceStore> OpenAsync(
        HostSettings settings, Action<string>? tell, CancellationToken stopping) => settings.Storage.Store switch
        {
            StoreKind.None => new NoTraceStore(),
            StoreKind.Memory => new MemoryTraceStore(settings.MemoryBytes, settings.Storage.MaxAge, settings.Time),
            StoreKind.Postgres => await PostgresTraceStore.OpenAsync(
                settings.Postgres ?? throw new ArgumentException("the settings name no database", nameof(settings)),
                settings.Storage, settings.Time, tell, stopping),
            _ => SqliteTraceStore.Open(settings.Storage, settings.Time, tell),
        };
}
