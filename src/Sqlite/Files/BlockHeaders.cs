using Microsoft.Data.Sqlite;
using Tracing.Storage.Packing;

namespace Tracing.Sqlite.Files;

/// <summary>Reads the header of a block from its row.</summary>
internal static class BlockHeaders
{
    /// <summary>The columns in the order of <see cref="Read"/>, with the labels and their checksum.</summary>
    public const string ColumnNames = "entries, bytes, newest_millis, min_start, max_start, min_duration, "
        + "max_duration, errors, kinds, labels, head_sum";

    /// <summary>Reads the columns of <see cref="ColumnNames"/> from the current row.</summary>
    /// <exception cref="InvalidDataException">The header or the labels are damaged.</exception>
    public static BlockHeader Read(SqliteDataReader rows, out byte[] labels)
    {
        var header = new BlockHeader((int)rows.GetInt64(0), (int)rows.GetInt64(1), rows.GetInt64(2), rows.GetInt64(3),
            rows.GetInt64(4), rows.GetInt64(5), rows.GetInt64(6), (int)rows.GetInt64(7), (int)rows.GetInt64(8));
        labels = Columns.Blob(rows, 9);
        Columns.CheckSum(rows, 10, header.Sum(labels), "the header of a block");
        return header;
    }
}
