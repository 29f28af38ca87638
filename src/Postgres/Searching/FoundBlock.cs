using System.Collections;
using Tracing.Postgres.Reading;
using Tracing.Storage;

namespace Tracing.Postgres.Searching;

/// <summary>A block that may have traces of an answer.</summary>
/// <param name="List">The facts of its entries; null: not read yet, because the filter may exclude the block.</param>
/// <param name="Members">For each label, the entries that have it; null: any entry.</param>
/// <param name="Most">The highest rank that the block reaches in the order of the search; 0 for the order of
/// blocks.</param>
internal sealed record FoundBlock(
    int Slot, long First, long Last, byte[]? List, byte[][]? Members, long Most)
{
    /// <exception cref="DamagedBlockException">The list is not what was written.</exception>
    public StoredBlock Parse(byte[] list) => StoredBlock.Parse(Slot, First, Last, list);

    /// <summary>The entries that have one of the labels; null: any.</summary>
    /// <exception cref="DamagedBlockException">A set of members is not what was written.</exception>
    public BitArray? ReadMembers(int entries)
    {
        if (Members is null) return null;
        var members = new BitArray(entries);
        try
        {
            foreach (var set in Members) Storage.Packing.Members.Read(set, members);
            return members;
        }
        catch (InvalidDataException cause)
        {
            throw new DamagedBlockException(First, cause.Message, cause);
        }
    }
}
