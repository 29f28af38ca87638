namespace Tracing.Storage.Packing;

/// <summary>Keeps the filters of the newest blocks in memory, so that a search for a rare value does not read those
/// of all blocks again.</summary>
/// <remarks>Any thread. A block is known by its first and last entry. When blocks are merged or entries deleted,
/// another block with the same two never has further entries between them, so an old filter excludes nothing that the
/// block has. Every search goes through all blocks, so the cache keeps a fixed set, the newest, instead of those that were
/// used last: of a set that does not fit, a search would find none.</remarks>
internal sealed class FilterCache(long maxBytes)
{
    /// <summary>Room for the filters of some two million traces.</summary>
    public const long UsualBytes = 64L << 20;

    /// <summary>Memory for an entry beside its bytes, about.</summary>
    private const int EntryBytes = 128;

    private readonly Lock _lock = new();
    private readonly SortedDictionary<(long First, long Last), byte[]> _filters = [];
    private long _bytes;

    /// <returns>Null: it is not in the cache.</returns>
    public byte[]? Find(long first, long last)
    {
        lock (_lock) return _filters.GetValueOrDefault((first, last));
    }

    public void Add(long first, long last, byte[] filter)
    {
        lock (_lock)
        {
            if (!_filters.TryAdd((first, last), filter)) return;
            _bytes += filter.Length + EntryBytes;
            while (_bytes > maxBytes)
            {
                var (oldest, bytes) = _filters.First();
                _filters.Remove(oldest);
                _bytes -= bytes.Length + EntryBytes;
            }
        }
    }

    public void Clear()
    {
        lock (_lock)
        {
            _filters.Clear();
            _bytes = 0;
        }
    }
}
