namespace Tracing.Storage.Packing;

/// <summary>The spans of a block that is being packed, entry by entry. One owner; reusable after
/// <see cref="Clear"/>.</summary>
internal sealed class PackedSpans
{
    private readonly List<PackedSpan> _spans = [];
    private readonly List<int> _entries = [];

    public int Count => _spans.Count;

    public int Entries => _entries.Count;

    /// <summary>True: an id is encoded in an unusual way, so that it may be the parent of spans that do not say
    /// so.</summary>
    public bool HasUnusualIds { get; set; }

    public PackedSpan this[int span] => _spans[span];

    /// <summary>The first span of an entry; the number of spans for the entry after the last one.</summary>
    public int FirstOf(int entry) => entry < _entries.Count ? _entries[entry] : _spans.Count;

    public void Clear()
    {
        _spans.Clear();
        _entries.Clear();
        HasUnusualIds = false;
    }

    public void BeginEntry() => _entries.Add(_spans.Count);

    public void Add(PackedSpan span) => _spans.Add(span);
}
