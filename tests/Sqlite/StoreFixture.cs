using Microsoft.Data.Sqlite;
using Tracing.Storage;

namespace Tracing.Sqlite;

/// <summary>A folder with a store that a test opens, damages and opens again; remembers what the operator was
/// told.</summary>
internal sealed class StoreFixture : IDisposable
{
    private readonly List<string> _told = [];

    public TemporaryFolder Folder { get; } = new();

    public HandClock Clock { get; } = new();

    public string[] Told
    {
        get
        {
            lock (_told) return [.. _told];
        }
    }

    public string[] MovedFiles => Directory.GetFiles(Folder.Path, "traces.db.damaged-????????T?????????");

    public SqliteTraceStore Open(StorageSettings? settings = null) =>
        SqliteTraceStore.Open(settings ?? new StorageSettings { Path = Folder.Path }, Clock, Tell);

    public void Tell(string line)
    {
        lock (_told) _told.Add(line);
    }

    /// <summary>Runs SQL beside the store, and returns the first value as a number.</summary>
    public long Sql(string sql) => Sql(Folder.Database, sql);

    public static long Sql(string database, string sql)
    {
        SQLitePCL.Batteries_V2.Init();
        using var connection = new SqliteConnection($"Data Source={database};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Written in a test.
        command.CommandText = sql;
#pragma warning restore CA2100
        return command.ExecuteScalar() is long number ? number : 0;
    }

    /// <summary>Changes one bit of a blob.</summary>
    public void FlipBit(string table, string column, string where, int bit)
    {
        SQLitePCL.Batteries_V2.Init();
        using var connection = new SqliteConnection($"Data Source={Folder.Database};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Written in a test.
        command.CommandText = $"SELECT {column} FROM {table} WHERE {where}";
        var bytes = (byte[])command.ExecuteScalar()!;
        bytes[bit / 8 % bytes.Length] ^= (byte)(1 << (bit % 8));
        command.CommandText = $"UPDATE {table} SET {column} = $0 WHERE {where}";
#pragma warning restore CA2100
        command.Parameters.AddWithValue("$0", bytes);
        Assert.Equal(1, command.ExecuteNonQuery());
    }

    public static async Task UntilAsync(Func<bool> isSo)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        while (!isSo()) await pause.WaitForNextTickAsync(deadline.Token);
    }

    public void Dispose() => Folder.Dispose();
}
