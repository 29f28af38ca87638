using System.Collections.Immutable;

namespace Tracing.Storage.Packing;

/// <summary>Entries packed together, ready to be written to a store.</summary>
/// <param name="List">The facts of the entries, see <see cref="EntryList"/>.</param>
/// <param name="Body">The spans, see <see cref="BlockBuilder"/>.</param>
/// <param name="Filter">Tells what the block may have, see <see cref="BlockFilter"/>.</param>
/// <param name="NewestUnixMillis">The time at which the last of the traces closed.</param>
/// <param name="IsFull">True when a further trace would have gone into the next block.</param>
internal sealed record Block(
    ImmutableArray<EntryFacts> Entries, byte[] List, byte[] Body, ImmutableArray<LabelUse> Labels,
    byte[] Filter, long NewestUnixMillis, bool IsFull)
{
    public long First => Entries[0].Sequence;

    public long Last => Entries[^1].Sequence;
}
