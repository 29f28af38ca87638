using System.Collections.Immutable;
using Tracing.Keeping;
using Tracing.Storage.Files;
using Tracing.Storage.Packing;
using Tracing.Storage.Reading;

namespace Tracing.Storage.Searching;

/// <summary>Passes blocks over in which no span has an attribute that is looked for.</summary>
internal sealed class TagSearch(Database database, TraceReader reader, TraceQuery query)
{
    // "error" need not be an attribute: TraceQuery takes the span's status for it.
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
            filter = TraceReader.Blob(rows, 0);
        }
        foreach (var (key, value) in _tags)
            if (!TagFilter.MayHave(filter, key, value))
                return false;
        // Looking for it among the block's attributes is quicker than unpacking hundreds of traces.
        var body = reader.BodyOf(first, last);
        return _tags.All(tag => body.HasTag(tag.Key, tag.Value));
    }
}
