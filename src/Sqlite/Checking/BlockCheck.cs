using System.Collections;
using Tracing.Sqlite.Files;
using Tracing.Sqlite.Reading;
using Tracing.Storage;
using Tracing.Storage.Packing;

namespace Tracing.Sqlite.Checking;

/// <summary>Checks all blocks of a database: unpacks each trace, and reads the whole index. One owner.</summary>
internal sealed class BlockCheck
{
    private const string All = "SELECT first FROM blocks ORDER BY first";

    public List<string> Faults { get; } = [];

    /// <summary>The blocks that can be repaired or deleted.</summary>
    public List<DamagedBlockException> Damages { get; } = [];

    /// <summary>Number of blocks without a fault.</summary>
    public long Good { get; private set; }

    /// <summary>True: SQLite itself found damage, so single blocks cannot be repaired in this file.</summary>
    public bool IsFileDamaged { get; set; }

    public void Run(Database database)
    {
        var reader = new TraceReader(database, new BlockCache(0));
        var firsts = new List<long>();
        using (var rows = database.Query(All))
            while (rows.Read()) firsts.Add(rows.GetInt64(0));
        foreach (var first in firsts)
        {
            try
            {
                Check(database, reader, first);
                Good++;
            }
            catch (InvalidDataException cause)
            {
                Note(new DamagedBlockException(first, cause.Message, cause));
            }
            catch (DamagedBlockException damage)
            {
                Note(damage);
            }
        }
        using var aside = database.Query("SELECT first, entries, why FROM damaged ORDER BY first");
        while (aside.Read())
        {
            Faults.Add($"block {aside.GetInt64(0)} with {aside.GetInt64(1)} traces was set aside as damaged: "
                + aside.GetString(2));
        }
    }

    private void Note(DamagedBlockException damage)
    {
        Damages.Add(damage);
        Faults.Add($"block {damage.First}: {damage.Message}");
    }

    private static void Check(Database database, TraceReader reader, long first)
    {
        var block = ReadList(database, first);
        for (var i = 0; i < block.Entries.Length; i++) reader.Read(block with { Index = i });
        byte[] labels;
        using (var rows = database.Query($"SELECT {BlockHeaders.ColumnNames} FROM blocks WHERE first = $0", first))
        {
            if (!rows.Read()) return;
            var header = BlockHeaders.Read(rows, out labels);
            if (header.Entries != block.Entries.Length)
                throw new InvalidDataException("a block has another number of entries than its header says");
        }
        using (var rows = database.Query("SELECT filter, sum FROM tag_filters WHERE first = $0", first))
        {
            if (!rows.Read()) throw new InvalidDataException("a block has no tag filter");
            Columns.CheckSum(rows, 1, Checksum.Of(Columns.Blob(rows, 0)), "the tag filter of a block");
        }
        var from = new ByteSource(labels);
        while (!from.IsAtEnd) CheckMembers(database, first, (long)from.Varint(), block.Entries.Length);
    }

    private static EntryAt ReadList(Database database, long first)
    {
        using var rows = database.Query($"SELECT {BlockLists.ColumnNames} FROM blocks WHERE first = $0", first);
        return rows.Read() ? BlockLists.Read(rows) : throw new InvalidDataException("a block has no row");
    }

    private static void CheckMembers(Database database, long first, long label, int entries)
    {
        using var rows = database.Query("SELECT members FROM postings WHERE label = $0 AND first = $1", label, first);
        if (!rows.Read()) throw new InvalidDataException("a set of members is missing");
        Members.Read(Columns.Blob(rows, 0), new BitArray(entries));
        if (database.Number("SELECT count(*) FROM labels WHERE label = $0", label) == 0)
            throw new InvalidDataException("the name of a label is missing");
    }
}
