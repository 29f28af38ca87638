using System.Data;
using System.Globalization;
using Npgsql;

namespace Tracing.Postgres.Connecting;

/// <summary>A connection to the server, from the pool, with its statements' parameters by position.</summary>
/// <remarks>One owner at a time. Disposing rolls back an open transaction and returns the connection to the
/// pool.</remarks>
internal sealed class Session(NpgsqlConnection connection) : IAsyncDisposable
{
    /// <summary>Begins a transaction. A snapshot sees one state of the database for all its questions.</summary>
    public async Task<NpgsqlTransaction> BeginAsync(bool isSnapshot, CancellationToken stopping = default) =>
        await connection.BeginTransactionAsync(
            isSnapshot ? IsolationLevel.RepeatableRead : IsolationLevel.ReadCommitted, stopping).ConfigureAwait(false);

    /// <param name="values">The values of $1, $2, …</param>
    public async Task<int> ExecuteAsync(string sql, CancellationToken stopping = default, params object[] values)
    {
        var command = Command(sql, values);
        await using (command.ConfigureAwait(false))
            return await command.ExecuteNonQueryAsync(stopping).ConfigureAwait(false);
    }

    /// <summary>Reads all rows. A connection answers one question at a time, so none is left open.</summary>
    public async Task<List<T>> QueryAsync<T>(
        string sql, Func<NpgsqlDataReader, T> read, CancellationToken stopping = default, params object[] values)
    {
        var found = new List<T>();
        var command = Command(sql, values);
        await using (command.ConfigureAwait(false))
        {
            var rows = await command.ExecuteReaderAsync(stopping).ConfigureAwait(false);
            await using (rows.ConfigureAwait(false))
                while (await rows.ReadAsync(stopping).ConfigureAwait(false)) found.Add(read(rows));
        }
        return found;
    }

    /// <summary>The first column of the first row as a number; 0 where there is no row.</summary>
    public async Task<long> NumberAsync(string sql, CancellationToken stopping = default, params object[] values)
    {
        var command = Command(sql, values);
        await using (command.ConfigureAwait(false))
        {
            return await command.ExecuteScalarAsync(stopping).ConfigureAwait(false) is { } value and not DBNull
                ? Convert.ToInt64(value, CultureInfo.InvariantCulture)
                : 0;
        }
    }

    /// <summary>The first column of the first row as text; empty where there is no row.</summary>
    public async Task<string> TextAsync(string sql, CancellationToken stopping = default, params object[] values)
    {
        var command = Command(sql, values);
        await using (command.ConfigureAwait(false))
            return await command.ExecuteScalarAsync(stopping).ConfigureAwait(false) as string ?? "";
    }

    /// <summary>Begins a binary COPY into a table; the caller writes the rows and completes it.</summary>
    public Task<NpgsqlBinaryImporter> CopyAsync(string tableAndColumns, CancellationToken stopping = default) =>
        connection.BeginBinaryImportAsync($"COPY {tableAndColumns} FROM STDIN (FORMAT BINARY)", stopping);

    public ValueTask DisposeAsync() => connection.DisposeAsync();

    private NpgsqlCommand Command(string sql, object[] values)
    {
#pragma warning disable CA2100 // SQL texts are constants of this project; values from outside are always parameters.
        var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        foreach (var value in values) command.Parameters.Add(new NpgsqlParameter { Value = value });
        return command;
    }
}
