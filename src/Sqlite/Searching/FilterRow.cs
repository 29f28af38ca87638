using Microsoft.Data.Sqlite;
using Tracing.Sqlite.Files;
using Tracing.Storage;
using Tracing.Storage.Packing;
using Tracing.Storage.Searching;

namespace Tracing.Sqlite.Searching;

/// <summary>Reads the filter of a block, and asks it for a query.</summary>
internal static class FilterRow
{
    /// <param name="column">The column of the filter; that of its checksum follows.</param>
    /// <returns>False: no trace of the block matches.</returns>
    /// <exception cref="DamagedBlockException">The filter is damaged.</exception>
    public static bool MayMatch(SqliteDataReader rows, int column, long first, BlockQuery asked)
    {
        try
        {
            var filter = Columns.Blob(rows, column);
            Columns.CheckSum(rows, column + 1, Checksum.Of(filter), "the tag filter of a block");
            return asked.MayMatch(filter);
        }
        catch (InvalidDataException cause)
        {
            throw new DamagedBlockException(first, cause.Message, cause);
        }
    }
}
