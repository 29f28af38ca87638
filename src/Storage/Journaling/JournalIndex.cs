namespace Tracing.Storage.Journaling;

/// <summary>Knows where each batch is that is not released, and which files are not needed any more. Guarded by its
/// owner's lock.</summary>
internal sealed class JournalIndex(long maxBytes)
{
    private readonly Dictionary<long, BatchLocation> _locations = [];
    private readonly SortedList<long, Segment> _segments = [];
    private long _liveBytes;

    public int Count => _locations.Count;

    /// <summary>The size of all segments.</summary>
    public long Bytes { get; private set; }

    public IEnumerable<long> Numbers => _locations.Keys.Order();

    public IEnumerable<Segment> Segments => _segments.Values;

    public long LastSequence => _segments.Count == 0 ? 0 : _segments.GetKeyAtIndex(_segments.Count - 1);

    public BatchLocation? Find(long number) => _locations.TryGetValue(number, out var location) ? location : null;

    public void Add(Segment segment)
    {
        _segments.Add(segment.Sequence, segment);
        Bytes += segment.Bytes;
    }

    public void AddBytes(Segment segment, long bytes)
    {
        segment.Bytes += bytes;
        Bytes += bytes;
    }

    /// <summary>Records the location of a batch, which replaces an earlier one.</summary>
    public void Put(long number, in BatchLocation location)
    {
        Remove(number);
        _locations.Add(number, location);
        CountLive(location, 1);
    }

    /// <returns>False: the batch was released before.</returns>
    public bool Remove(long number)
    {
        if (!_locations.Remove(number, out var location)) return false;
        CountLive(location, -1);
        return true;
    }

    /// <summary>The oldest segment, if all its batches are released. A segment is never deleted before an older one,
    /// because it may hold the releases of that one's batches.</summary>
    public Segment? FindUnneeded(Segment? current) =>
        Oldest(current) is { Live: 0 } oldest ? oldest : null;

    /// <summary>The oldest segment, if the journal is more than half full and most of it is released: a few batches
    /// then keep many files.</summary>
    public Segment? FindSparse(Segment? current) =>
        Bytes > maxBytes / 2 && _liveBytes < Bytes / 2 ? Oldest(current) : null;

    public void Remove(Segment segment)
    {
        if (_segments.Remove(segment.Sequence)) Bytes -= segment.Bytes;
    }

    private Segment? Oldest(Segment? current) =>
        _segments.Count > 0 && _segments.GetValueAtIndex(0) is var oldest && oldest != current ? oldest : null;

    private void CountLive(in BatchLocation location, int sign)
    {
        location.Segment.Live += sign;
        _liveBytes += sign * location.Bytes;
    }
}
