using System.Collections.Immutable;
using Npgsql;
using Tracing.Storage;
using Tracing.Storage.Packing;

namespace Tracing.Postgres.Reading;

/// <summary>A block without its body: where it is, and the facts of its entries.</summary>
internal sealed record StoredBlock(int Slot, long First, long Last, ImmutableArray<EntryFacts> Entries)
{
    /// <summary>The columns that <see cref="Read"/> expects first in a row, of the table blocks as b.</summary>
    public const string ColumnNames = "b.slot, b.first, b.last, b.list";

    /// <exception cref="DamagedBlockException">The list is not what was written.</exception>
    public static StoredBlock Read(NpgsqlDataReader rows) =>
        Parse(rows.GetInt32(0), rows.GetInt64(1), rows.GetInt64(2), rows.GetFieldValue<byte[]>(3));

    /// <exception cref="DamagedBlockException">The list is not what was written.</exception>
    public static StoredBlock Parse(int slot, long first, long last, byte[] list)
    {
        try
        {
            return new StoredBlock(slot, first, last, EntryList.Read(list));
        }
        catch (InvalidDataException cause)
        {
            throw new DamagedBlockException(first, cause.Message, cause);
        }
    }

    /// <summary>The index of an entry; -1: the block does not have it.</summary>
    public int IndexOf(long sequence)
    {
        if (sequence < First || sequence > Last) return -1;
        for (var i = 0; i < Entries.Length; i++)
            if (Entries[i].Sequence == sequence)
                return i;
        return -1;
    }
}
