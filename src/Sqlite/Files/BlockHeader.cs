using Microsoft.Data.Sqlite;
using Tracing.Storage.Packing;

namespace Tracing.Sqlite.Files;

/// <summary>The numbers of a block's row, by which a search skips the block.</summary>
internal readonly record struct BlockHeader(
    int Entries, int Bytes, long NewestMillis, long MinStart, long MaxStart, long MinDuration, long MaxDuration,
    int Errors, int Kinds)
{
    /// <summary>The columns in the order of <see cref="Read"/>, with the labels and their checksum.</summary>
    public const string ColumnNames = "entries, bytes, newest_millis, min_start, max_start, min_duration, "
        + "max_duration, errors, kinds, labels, head_sum";

    public static BlockHeader Of(Block block)
    {
        int kinds = 0, errors = 0;
        ulong minStart = ulong.MaxValue, maxStart = 0, minDuration = ulong.MaxValue, maxDuration = 0;
        foreach (var entry in block.Entries)
        {
            kinds |= 1 << (int)entry.Kind;
            errors += entry.HasErrors ? 1 : 0;
            minStart = Math.Min(minStart, entry.StartUnixNanos);
            maxStart = Math.Max(maxStart, entry.StartUnixNanos);
            minDuration = Math.Min(minDuration, entry.DurationNanos);
            maxDuration = Math.Max(maxDuration, entry.DurationNanos);
        }
        return new BlockHeader(block.Entries.Length, block.Body.Length, block.NewestUnixMillis,
            Columns.Signed(minStart), Columns.Signed(maxStart), Columns.Signed(minDuration),
            Columns.Signed(maxDuration), errors, kinds);
    }

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

    public int Sum(ReadOnlySpan<byte> labels) => Checksum.Of(
        [Entries, Bytes, NewestMillis, MinStart, MaxStart, MinDuration, MaxDuration, Errors, Kinds], labels);
}
