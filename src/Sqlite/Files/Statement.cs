using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Tracing.Sqlite.Files;

/// <summary>A statement with numbers as parameters, run without the objects of a command and its reader. For statements
/// that run for each trace.</summary>
/// <remarks>One owner, that of its <see cref="Database"/>.</remarks>
internal sealed class Statement : IDisposable
{
    private readonly sqlite3 _connection;
    private readonly sqlite3_stmt _statement;

    public Statement(sqlite3 connection, string sql)
    {
        _connection = connection;
        Check(raw.sqlite3_prepare_v2(connection, sql, out _statement));
    }

    /// <summary>Runs it to its end.</summary>
    /// <param name="values">The values of $0, $1, …; null: none.</param>
    /// <returns>True: it has a row.</returns>
    /// <exception cref="SqliteException">It cannot be run.</exception>
    public bool Run(params ReadOnlySpan<long?> values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            Check(values[i] is { } value
                ? raw.sqlite3_bind_int64(_statement, i + 1, value)
                : raw.sqlite3_bind_null(_statement, i + 1));
        }
        var result = raw.sqlite3_step(_statement);
        var hasRow = result == raw.SQLITE_ROW;
        // What a failed step returned is returned again.
        var ended = raw.sqlite3_reset(_statement);
        Check(hasRow || result == raw.SQLITE_DONE ? ended : result);
        return hasRow;
    }

    /// <summary>Runs it to its end.</summary>
    /// <param name="values">The values of all parameters.</param>
    /// <param name="found">Gets the first column of each row.</param>
    /// <exception cref="SqliteException">It cannot be run.</exception>
    public void Read(ReadOnlySpan<long> values, ICollection<long> found)
    {
        for (var i = 0; i < values.Length; i++) Check(raw.sqlite3_bind_int64(_statement, i + 1, values[i]));
        int result;
        while ((result = raw.sqlite3_step(_statement)) == raw.SQLITE_ROW)
            found.Add(raw.sqlite3_column_int64(_statement, 0));
        var ended = raw.sqlite3_reset(_statement);
        Check(result == raw.SQLITE_DONE ? ended : result);
    }

    public void Dispose() => _statement.Dispose();

    private void Check(int result) => SqliteException.ThrowExceptionForRC(result, _connection);
}
