using System.Numerics;
using Tracing.Sqlite.Files;
using Tracing.Sqlite.Reading;

namespace Tracing.Sqlite.Writing;

/// <summary>Tells without a look into the file that the store does not have a key: nearly all traces that come are
/// new.</summary>
/// <remarks>One owner. A filter in memory of all keys in ids and of those that wait. It is filled step by step after
/// the start and when it has become full, and excludes nothing until it is whole. See RATIONALE "How does a put know
/// that a trace is new?".</remarks>
internal sealed class StoredKeys
{
    /// <summary>Rows of ids that a step reads.</summary>
    private const int KeysAStep = 16_384;

    // Four bits of one word are set for a key. With four keys a word, one of a hundred others seems to be there.
    private const int KeysAWord = 4;

    private const int LeastWords = 1 << 16, MostWords = 1 << 21;

    private readonly Database _database;
    private readonly WaitingIds _waiting;
    private readonly Statement _next;
    private readonly List<long> _read = [];

    // Empty: there are too many keys for a filter.
    private ulong[] _words = [];
    private int _shift;
    private long _room;

    // The last key that was read into the filter; null: it is whole.
    private long? _upTo;

    public StoredKeys(Database database, WaitingIds waiting)
    {
        (_database, _waiting) = (database, waiting);
        _next = database.Prepare($"SELECT key FROM ids WHERE key > $0 ORDER BY key LIMIT {KeysAStep}");
        Begin();
    }

    public bool MayHave(long key)
    {
        if (_upTo is not null || _words.Length == 0) return true;
        var hash = HashOf(key);
        var bits = BitsOf(hash);
        return (_words[hash >> _shift] & bits) == bits;
    }

    public void Add(long key)
    {
        _room--;
        if (_words.Length == 0) return;
        var hash = HashOf(key);
        _words[hash >> _shift] |= BitsOf(hash);
    }

    /// <summary>Reads some keys if the filter is not whole. Call it between transactions.</summary>
    public void Step()
    {
        if (_room < 0) Begin();
        if (_upTo is not { } last) return;
        _read.Clear();
        _next.Read([last], _read);
        foreach (var key in _read) Add(key);
        _upTo = _read.Count == KeysAStep ? _read[^1] : null;
    }

    // With room for twice as many keys as there are.
    private void Begin()
    {
        var keys = _database.Number("SELECT value FROM totals WHERE name = 'traces'") + _waiting.Count;
        var wanted = BitOperations.RoundUpToPowerOf2((ulong)Math.Max(keys, 0) * 2 / KeysAWord);
        var words = (int)Math.Clamp(wanted, LeastWords, MostWords);
        var most = (long)words * KeysAWord;
        var fits = keys <= most / 4 * 3;
        _words = fits ? new ulong[words] : [];
        _shift = 64 - BitOperations.Log2((uint)words);
        // What has no filter looks again later whether fewer are left.
        _room = fits ? most : most / 4;
        _upTo = fits ? long.MinValue : null;
        foreach (var key in _waiting.InOrder().Keys) Add(key);
    }

    private static ulong HashOf(long key)
    {
        var high = Math.BigMul((ulong)key ^ 0x9E3779B97F4A7C15, 0xD6E8FEB86659FD93, out ulong low);
        return high ^ low;
    }

    // The word is chosen by the highest bits.
    private static ulong BitsOf(ulong hash) =>
        (1UL << (int)hash) | (1UL << (int)(hash >> 6)) | (1UL << (int)(hash >> 12)) | (1UL << (int)(hash >> 18));
}
