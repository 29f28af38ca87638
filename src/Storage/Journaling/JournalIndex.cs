namespace Tracing.Storage.Journaling;

/// <summary>Where each batch lies that is not released, and which files nobody needs any more. Under its owner's
/// lock.</summary>
internal sealed class JournalIndex(long maxBytes)
{
    private readonly Dictionary<long, JournalPlace> _places = [];
    private readonly SortedList<long, Segment> _segments = [];
    private long _liveBytes;

    public int Count => _places.Count;

    /// <summary>Of all segments.</summary>
    public long Bytes { get; private set; }

    public IEnumerable<long> Numbers => _places.Keys.Order();

    public IEnumerable<Segment> Segments => _segments.Values;

    public long LastSequence => _segments.Count == 0 ? 0 : _segments.GetKeyAtIndex(_segments.Count - 1);

    public JournalPlace? Find(long number) => _places.TryGetValue(number, out var place) ? place : null;

    public void Add(Segment segment)
    {
        _segments.Add(segment.Sequence, segment);
        Bytes += segment.Bytes;
    }

    public void Grew(Segment segment, long bytes)
    {
        segment.Bytes += bytes;
        Bytes += bytes;
    }

    /// <summary>A batch lies there, and no longer where it was before.</summary>
    public void Put(long number, in JournalPlace place)
    {
        Remove(number);
        _places.Add(number, place);
        Weigh(place, 1);
    }

    /// <returns>False: it is released already.</returns>
    public bool Remove(long number)
    {
        if (!_places.Remove(number, out var place)) return false;
        Weigh(place, -1);
        return true;
    }

    /// <summary>The oldest segment, if nobody needs it. None goes before an older one: what releases the batches of
    /// that one may be written in it.</summary>
    public Segment? Dead(Segment? current) =>
        Oldest(current) is { Live: 0 } oldest ? oldest : null;

    /// <summary>The oldest segment, if the journal is more than half full and most of it is released: then few batches
    /// keep many files.</summary>
    public Segment? Sparse(Segment? current) =>
        Bytes > maxBytes / 2 && _liveBytes < Bytes / 2 ? Oldest(current) : null;

    public void Forget(Segment segment)
    {
        if (_segments.Remove(segment.Sequence)) Bytes -= segment.Bytes;
    }

    private Segment? Oldest(Segment? current) =>
        _segments.Count > 0 && _segments.GetValueAtIndex(0) is var oldest && oldest != current ? oldest : null;

    private void Weigh(in JournalPlace place, int sign)
    {
        place.Segment.Live += sign;
        _liveBytes += sign * place.Bytes;
    }
}
