using Microsoft.Data.Sqlite;

namespace Tracing.Sqlite.Files;

/// <summary>Converts values for which SQLite has no type of its own.</summary>
internal static class Columns
{
    /// <summary>The value of labels.kind for a service as a whole; operations have their span kind, from 0
    /// on.</summary>
    public const int WholeService = -1;

    /// <summary>A time or duration as a signed number; the few that are too large become the largest.</summary>
    public static long Signed(ulong nanos) => (long)Math.Min(nanos, long.MaxValue);

    public static byte[] Blob(SqliteDataReader rows, int column) => rows.GetFieldValue<byte[]>(column);
}
