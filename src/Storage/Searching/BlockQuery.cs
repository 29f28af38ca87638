using System.Collections;
using System.Collections.Immutable;
using Tracing.Keeping;
using Tracing.Storage.Packing;

namespace Tracing.Storage.Searching;

/// <summary>A query as blocks are asked for it: first their filters, then the fields that their spans share.</summary>
/// <remarks>Immutable, any thread.</remarks>
internal sealed class BlockQuery(TraceQuery query)
{
    private readonly FieldSearch _fields = new(query);

    /// <summary>True when the filters of blocks can exclude some.</summary>
    public bool UsesFilters { get; } = BlockFilter.Helps(query);

    /// <summary>True when the bodies of blocks can exclude entries that their lists and labels admit.</summary>
    public bool UsesBodies => _fields.Narrows;

    /// <param name="bounds">Become narrower while an answer in order fills up.</param>
    /// <returns>False: no trace of the block with this filter matches.</returns>
    public bool MayMatch(ReadOnlySpan<byte> filter, SearchBounds bounds) =>
        BlockFilter.MayMatch(filter, query, bounds.LeastDurationNanos);

    /// <summary>The entries with a span that may match; null: any may. The body is ready for reading them.</summary>
    /// <exception cref="InvalidDataException">The body is damaged.</exception>
    public BitArray? MayMatch(BlockReader body, ImmutableArray<EntryFacts> entries)
    {
        var found = body.MayMatch(_fields, entries);
        if (found?.HasAnySet() != false) body.Decompress();
        return found;
    }
}
