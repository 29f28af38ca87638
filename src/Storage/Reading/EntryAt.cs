using System.Collections.Immutable;
using Tracing.Storage.Packing;

namespace Tracing.Storage.Reading;

/// <summary>A block's facts, and the place of one entry in it.</summary>
internal readonly record struct EntryAt(long First, long Last, ImmutableArray<EntryFacts> Entries, int Index)
{
    public EntryFacts Facts => Entries[Index];
}
