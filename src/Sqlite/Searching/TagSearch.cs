using System.Collections.Immutable;
using Tracing.Finding;
using Tracing.Keeping;
using Tracing.Sqlite.Files;
using Tracing.Sqlite.Reading;
using Tracing.Storage;
using Tracing.Storage.Packing;

namespace Tracing.Sqlite.Searching;

/// <summary>Skips blocks in which no span has the attributes that a query asks for.</summary>
internal sealed class TagSearch(Database database, TraceReader reader, TraceQuery query)
{
    private readonly ImmutableArray<AttributeCondition> _conditions =
        query.Attributes.IsDefault ? [] : query.Attributes;

    /// <exception cref="DamagedBlockException">The filter or the body of the block is damaged.</exception>
    public bool MayMatch(long first, long last)
    {
        if (_conditions.IsEmpty) return true;
        if (FilterOf(first) is { } filter)
            foreach (var condition in _conditions)
                if (!TagFilter.MayMeet(filter, condition))
                    return false;
        // Searching the attributes that the block has once is faster than unpacking hundreds of traces.
        var body = reader.BodyOf(first, last);
        return _conditions.All(body.MayMeet);
    }

    private byte[]? FilterOf(long first)
    {
        using var rows = database.Query("SELECT filter, sum FROM tag_filters WHERE first = $0", first);
        if (!rows.Read()) return null;
        try
        {
            var filter = Columns.Blob(rows, 0);
            Columns.CheckSum(rows, 1, Checksum.Of(filter), "the tag filter of a block");
            return filter;
        }
        catch (InvalidDataException cause)
        {
            throw new DamagedBlockException(first, cause.Message, cause);
        }
    }
}
