using Microsoft.Data.Sqlite;
using Tracing.Storage;

namespace Tracing.Sqlite.Files;

/// <summary>Tells apart why the database cannot be written. A reason stays the same for every transaction, so it is
/// told once.</summary>
internal static class StoreFault
{
    private const int ReadOnly = 8, InputOutput = 10, Full = 13, CannotOpen = 14, TooBig = 18, Constraint = 19,
        Mismatch = 20;

    /// <summary>True: smaller transactions may succeed. A file system may report a full disk as a failed
    /// write.</summary>
    public static bool IsShortOfRoom(Exception cause) =>
        cause is SqliteException { SqliteErrorCode: Full or InputOutput } || DiskFault.IsFull(cause);

    /// <summary>True: a trace has a value that the database cannot hold; others can be stored.</summary>
    public static bool IsOfTrace(Exception cause) =>
        cause is SqliteException { SqliteErrorCode: TooBig or Constraint or Mismatch }
            || UnstorableException.IsUnexpectedValue(cause);

    public static string Describe(Exception cause) => cause switch
    {
        SqliteException { SqliteErrorCode: Full } => "the disk is full",
        SqliteException { SqliteErrorCode: ReadOnly } => "the file or the disk is read-only",
        SqliteException { SqliteErrorCode: InputOutput } => "the disk failed: " + OneLine(cause),
        SqliteException { SqliteErrorCode: CannotOpen } => "it cannot be opened: " + OneLine(cause),
        SqliteException => OneLine(cause),
        _ => DiskFault.Describe(cause),
    };

    private static string OneLine(Exception cause) => cause.Message.ReplaceLineEndings(" ");
}
