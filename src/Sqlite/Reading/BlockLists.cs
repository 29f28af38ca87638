using Microsoft.Data.Sqlite;
using Tracing.Sqlite.Files;
using Tracing.Storage;
using Tracing.Storage.Packing;

namespace Tracing.Sqlite.Reading;

/// <summary>Reads the entries of a block from its row.</summary>
internal static class BlockLists
{
    /// <summary>The columns that <see cref="Read"/> expects first in a row.</summary>
    public const string ColumnNames = "first, last, list, list_sum";

    /// <exception cref="DamagedBlockException">The list is not what was written.</exception>
    public static EntryAt Read(SqliteDataReader rows)
    {
        var (first, last) = (rows.GetInt64(0), rows.GetInt64(1));
        try
        {
            var list = Columns.Blob(rows, 2);
            Columns.CheckSum(rows, 3, Checksum.OfList(first, last, list), "the list of a block");
            return new EntryAt(first, last, EntryList.Read(list), 0);
        }
        catch (InvalidDataException cause)
        {
            throw new DamagedBlockException(first, cause.Message, cause);
        }
    }
}
