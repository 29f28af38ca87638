using System.Collections.Immutable;

namespace Tracing.Storage.Packing;

/// <summary>An entry of a block: the facts of all its entries, and the index of this one.</summary>
internal readonly record struct EntryAt(long First, long Last, ImmutableArray<EntryFacts> Entries, int Index)
{
    public EntryFacts Facts => Entries[Index];
}
