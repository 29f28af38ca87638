using Microsoft.Data.Sqlite;

namespace Tracing.Sqlite.Files;

/// <summary>Converts values for which SQLite has no type of its own.</summary>
internal static class Columns
{
    /// <summary>The value of labels.kind for a service as a whole; operations have their span kind, from 0
    /// on.</summary>
    public const int WholeService = -1;

    /// <exception cref="InvalidDataException">The value is not a blob, which can only be damage.</exception>
    public static byte[] Blob(SqliteDataReader rows, int column) => rows.GetValue(column) switch
    {
        byte[] bytes => bytes,
        _ => throw new InvalidDataException("a value has another type than was written"),
    };

    /// <summary>The value of a blob with a checksum of its own; of another type, which can only be damage, an empty
    /// one.</summary>
    public static byte[] BlobOrEmpty(SqliteDataReader rows, int column) => rows.GetValue(column) as byte[] ?? [];

    /// <exception cref="InvalidDataException">There is a checksum, and it is another one.</exception>
    public static void CheckSum(SqliteDataReader rows, int column, int sum, string what)
    {
        // Rows of an earlier schema have no checksum.
        if (!rows.IsDBNull(column) && rows.GetInt64(column) != sum)
            throw new InvalidDataException($"{what} is not what was written");
    }
}
