using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Tracing.Storage.Files;

/// <summary>One connection, and its statements: each is prepared once, by its text.</summary>
/// <remarks>One owner at a time.</remarks>
internal sealed class Database : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly Dictionary<string, SqliteCommand> _commands = new(StringComparer.Ordinal);

    /// <exception cref="SqliteException">It cannot be opened.</exception>
    public Database(string path, SqliteOpenMode mode)
    {
        var text = new SqliteConnectionStringBuilder { DataSource = path, Mode = mode, Pooling = false };
        _connection = new SqliteConnection(text.ToString());
        try
        {
            _connection.Open();
        }
        catch
        {
            _connection.Dispose();
            throw;
        }
    }

    /// <summary>All that is done until it is committed is done, or nothing; a reader sees one state of the
    /// file.</summary>
    public Transaction Begin(bool writes)
    {
        Execute(writes ? "BEGIN IMMEDIATE" : "BEGIN");
        return new Transaction(this);
    }

    /// <summary>A transaction is open. A full disk ends it by itself.</summary>
    public bool IsInTransaction => SQLitePCL.raw.sqlite3_get_autocommit(_connection.Handle) == 0;

    /// <param name="values">For $0, $1, …</param>
    public int Execute(string sql, params ReadOnlySpan<object> values) => Command(sql, values).ExecuteNonQuery();

    public SqliteDataReader Query(string sql, params ReadOnlySpan<object> values) =>
        Command(sql, values).ExecuteReader();

    /// <summary>The first column of the first row as a number; 0 where there is none.</summary>
    public long Number(string sql, params ReadOnlySpan<object> values) =>
        Command(sql, values).ExecuteScalar() is { } value and not DBNull
            ? Convert.ToInt64(value, CultureInfo.InvariantCulture)
            : 0;

    public void Dispose()
    {
        foreach (var command in _commands.Values) command.Dispose();
        _connection.Dispose();
    }

#pragma warning disable CA2100 // Texts are constants of this project; what comes from outside is always a parameter.
    private SqliteCommand Command(string sql, ReadOnlySpan<object> values)
    {
        if (!_commands.TryGetValue(sql, out var command))
        {
            command = _connection.CreateCommand();
            command.CommandText = sql;
            for (var i = 0; i < values.Length; i++)
                command.Parameters.Add(new SqliteParameter { ParameterName = $"${i}" });
            _commands.Add(sql, command);
        }
        for (var i = 0; i < values.Length; i++) command.Parameters[i].Value = values[i];
        return command;
    }
#pragma warning restore CA2100
}
