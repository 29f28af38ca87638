namespace Tracing.Storage.Packing;

/// <summary>Keeps the blocks that were read last in memory, decompressed, and the filters of the newest ones. Any
/// thread.</summary>
/// <param name="filterBytes">The most bytes of filters.</param>
internal sealed class BlockCache(long maxBytes, long filterBytes = 0)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(long, long), LinkedListNode<((long, long) Key, BlockReader Block)>> _byKey = [];
    private readonly LinkedList<((long, long) Key, BlockReader Block)> _newestFirst = new();
    private long _bytes;

    public FilterCache Filters { get; } = new(filterBytes);

    public BlockReader? Find(long first, long last)
    {
        lock (_lock)
        {
            if (!_byKey.TryGetValue((first, last), out var node)) return null;
            _newestFirst.Remove(node);
            _newestFirst.AddFirst(node);
            return node.Value.Block;
        }
    }

    public void Add(long first, long last, BlockReader block)
    {
        lock (_lock)
        {
            if (block.Bytes > maxBytes || _byKey.ContainsKey((first, last))) return;
            _byKey.Add((first, last), _newestFirst.AddFirst(((first, last), block)));
            _bytes += block.Bytes;
            while (_bytes > maxBytes && _newestFirst.Last is { } oldest)
            {
                _newestFirst.RemoveLast();
                _byKey.Remove(oldest.Value.Key);
                _bytes -= oldest.Value.Block.Bytes;
            }
        }
    }

    public void Clear()
    {
        lock (_lock)
        {
            _byKey.Clear();
            _newestFirst.Clear();
            _bytes = 0;
        }
        Filters.Clear();
    }
}
