using System.Collections.Immutable;
using Tracing.Keeping;
using Tracing.Sqlite.Files;
using Tracing.Sqlite.Reading;
using Tracing.Storage.Packing;

namespace Tracing.Sqlite.Searching;

/// <summary>Skips blocks in which no span has the attributes that a query asks for.</summary>
internal sealed class TagSearch(Database database, TraceReader reader, TraceQuery query)
{
    // "error" need not be an attribute: TraceQuery also matches it by the span's status.
    private readonly ImmutableArray<KeyValuePair<string, string>> _tags = query.Tags.IsDefaultOrEmpty
        ? []
        : [.. query.Tags.Where(tag => tag.Key != "error")];

    public bool MayMatch(long first, long last)
    {
        if (_tags.IsEmpty) return true;
        byte[] filter;
        using (var rows = database.Query("SELECT filter FROM tag_filters WHERE first = $0", first))
        {
            if (!rows.Read()) return true;
            filter = Columns.Blob(rows, 0);
        }
        foreach (var (key, value) in _tags)
            if (!TagFilter.MayHave(filter, key, value))
                return false;
        // Searching the attributes that the block has once is faster than unpacking hundreds of traces.
        var body = reader.BodyOf(first, last);
        return _tags.All(tag => body.HasTag(tag.Key, tag.Value));
    }
}
