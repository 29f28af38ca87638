using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;

namespace Tracing.Sqlite.Files;

/// <summary>A connection with its prepared statements; each SQL text is prepared once.</summary>
/// <remarks>One owner at a time.</remarks>
internal sealed class Database : IDisposable
{
    // SQLITE_FCNTL_HAS_MOVED
    private const int FileHasMoved = 20;

    private readonly SqliteConnection _connection;
    private readonly Dictionary<string, SqliteCommand> _commands = new(StringComparer.Ordinal);
    private readonly List<Statement> _statements = [];

    /// <exception cref="SqliteException">The file cannot be opened.</exception>
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

    /// <summary>Begins a transaction: its changes are all kept or all undone, and its reads see one state of the
    /// file.</summary>
    public Transaction Begin(bool writes)
    {
        Execute(writes ? "BEGIN IMMEDIATE" : "BEGIN");
        return new Transaction(this);
    }

    /// <summary>True while a transaction is open. SQLite ends one by itself when the disk is full.</summary>
    public bool IsInTransaction => SQLitePCL.raw.sqlite3_get_autocommit(_connection.Handle) == 0;

    /// <summary>True: the file was removed or replaced by another one after it was opened.</summary>
    public bool HasMoved
    {
        get
        {
            var hasMoved = 0;
            return _connection.Handle is { } handle
                && FileControl(handle, "main", FileHasMoved, ref hasMoved) == 0 && hasMoved != 0;
        }
    }

    /// <param name="values">The values of $0, $1, …</param>
    public int Execute(string sql, params ReadOnlySpan<object> values) => Command(sql, values).ExecuteNonQuery();

    public SqliteDataReader Query(string sql, params ReadOnlySpan<object> values) =>
        Command(sql, values).ExecuteReader();

    /// <summary>Prepares a statement for its caller, which must not outlive this connection.</summary>
    public Statement Prepare(string sql)
    {
        var statement = new Statement(_connection.Handle!, sql);
        _statements.Add(statement);
        return statement;
    }

    /// <summary>The first column of the first row as a number; 0 where there is no row.</summary>
    public long Number(string sql, params ReadOnlySpan<object> values) =>
        Command(sql, values).ExecuteScalar() is { } value and not DBNull
            ? Convert.ToInt64(value, CultureInfo.InvariantCulture)
            : 0;

    /// <summary>The first column of the first row as text; empty where there is no row.</summary>
    public string Text(string sql) => Command(sql, []).ExecuteScalar() as string ?? "";

    public void Dispose()
    {
        foreach (var statement in _statements) statement.Dispose();
        foreach (var command in _commands.Values) command.Dispose();
        _connection.Dispose();
    }

#pragma warning disable CA2100 // SQL texts are constants of this project; values from outside are always parameters.
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

    // The library that SQLitePCLRaw.bundle_e_sqlite3 brings; the bundle itself does not offer this function.
    [DllImport("e_sqlite3", EntryPoint = "sqlite3_file_control")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.AssemblyDirectory | DllImportSearchPath.SafeDirectories)]
    private static extern int FileControl(
        SafeHandle database, [MarshalAs(UnmanagedType.LPUTF8Str)] string name, int operation, ref int result);
}
