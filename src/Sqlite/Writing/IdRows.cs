using System.Runtime.InteropServices;
using Tracing.Sqlite.Files;
using Tracing.Sqlite.Reading;

namespace Tracing.Sqlite.Writing;

/// <summary>Inserts the rows of ids: those of new traces wait until there are many, and then they are inserted in the
/// order of their keys.</summary>
/// <remarks>One owner. See RATIONALE "When does an id get its row?".</remarks>
internal sealed class IdRows
{
    /// <summary>Ids from which on the rows are inserted.</summary>
    private const int Many = 65_536;

    /// <summary>Ids that may wait; further ones get their rows at once.</summary>
    private const int Most = 2 * Many;

    /// <summary>Rows of one transaction, so that puts do not wait long.</summary>
    private const int RowsAStep = 8_192;

    private readonly Database _database;
    private readonly WaitingIds _waiting;
    private readonly IdStatements _statements;
    private readonly StoredKeys _stored;
    private readonly List<long> _unsure = [];
    private readonly HashSet<long> _known = [];
    private readonly List<(long Key, long Sequence, long? FirstSequence)> _now = [];
    private readonly List<(long Key, long Sequence)> _added = [];
    private readonly List<long> _moved = [];

    // Those of the keys in _inOrder that got their rows by themselves.
    private readonly HashSet<long> _movedSince = [];
    private readonly List<long> _rows = [];

    // Ids that waited before the transaction, and how many of those that it added wait too.
    private int _before;
    private int _set;

    // What waited when the first step began, how much of it is done, and the last sequence then given away.
    private (long[] Keys, long[] Sequences)? _inOrder;
    private int _done;
    private long _upTo;

    // Entries that were read from blocks may have been revised before, and then ids has rows of their keys.
    private bool _mayBeKnown;

    public IdRows(Database database, WaitingIds waiting)
    {
        (_database, _waiting, _statements) = (database, waiting, new IdStatements(database));
        UnindexedBlocks.Read(database, waiting);
        _mayBeKnown = waiting.Count > 0;
        _stored = new StoredKeys(database, waiting);
    }

    /// <summary>Call it at the beginning of a transaction.</summary>
    /// <param name="keys">The keys that <see cref="Has"/> will be asked for.</param>
    public void Begin(ReadOnlySpan<long> keys)
    {
        _known.Clear();
        _unsure.Clear();
        foreach (var key in keys)
            if (_stored.MayHave(key))
                _unsure.Add(key);
        _statements.Find(CollectionsMarshal.AsSpan(_unsure), _known);
        _before = _waiting.Count;
    }

    /// <summary>True: ids has a row of this key. One that waits is inserted, because its trace may be revised
    /// now.</summary>
    public bool Has(long key)
    {
        if (!_stored.MayHave(key)) return false;
        if (_known.Contains(key)) return true;
        SetAdded();
        if (_waiting.Find(key) is not { } sequence) return false;
        _statements.Insert(key, sequence, null);
        _moved.Add(key);
        _known.Add(key);
        return true;
    }

    /// <summary>Adds the id of a new entry.</summary>
    /// <param name="firstSequence">The sequence of the first entry of a revised trace; null: the trace is new.</param>
    public void Add(long key, long sequence, long? firstSequence)
    {
        _stored.Add(key);
        // A row of a key says that ids has all entries of the key.
        if (_known.Contains(key) || _before + _added.Count >= Most) _now.Add((key, sequence, firstSequence));
        else _added.Add((key, sequence));
    }

    /// <summary>Inserts the rows that may not wait. Call it at the end of the transaction.</summary>
    public void Insert()
    {
        // Before the commit: a reader looks here first, and then into ids.
        SetAdded();
        _now.Sort(static (one, other) => one.Key.CompareTo(other.Key));
        foreach (var (key, sequence, firstSequence) in _now) _statements.Insert(key, sequence, firstSequence);
    }

    /// <summary>Call it after the transaction.</summary>
    public void Ended(bool isStored)
    {
        _waiting.Remove(isStored ? _moved : _added.Select(static entry => entry.Key));
        if (isStored && _inOrder is not null) _movedSince.UnionWith(_moved);
        _now.Clear();
        _added.Clear();
        _set = 0;
        _moved.Clear();
    }

    /// <summary>Inserts some rows when many wait, in a transaction of its own.</summary>
    public void Step()
    {
        if (_inOrder is not null || _waiting.Count >= Many) InsertSome();
        _stored.Step();
    }

    /// <summary>Inserts all rows that wait, in several transactions. Afterwards ids has all entries.</summary>
    public void InsertAll()
    {
        while (_inOrder is not null) InsertSome();
        if (Total("indexed") == Total("sequences")) return;
        do InsertSome();
        while (_inOrder is not null);
    }

    /// <summary>Inserts all rows that wait if a deletion needs them: entries of newer blocks must not count again when
    /// the rows of their key are deleted.</summary>
    /// <param name="last">The last sequence of the block that will be deleted.</param>
    public void InsertBeforeDeletion(long last)
    {
        const string IsNeeded = """
            SELECT $0 > (SELECT value FROM totals WHERE name = 'indexed') OR EXISTS (
                SELECT 1 FROM revised CROSS JOIN ids USING (key, place) WHERE place <= $0
                    AND sequence > (SELECT value FROM totals WHERE name = 'indexed'))
            """;
        if (_database.Number(IsNeeded, last) != 0) InsertAll();
    }

    // Many at a time.
    private void SetAdded()
    {
        _waiting.Set(CollectionsMarshal.AsSpan(_added)[_set..]);
        _set = _added.Count;
    }

    private void InsertSome()
    {
        if (_inOrder is null) (_inOrder, _done, _upTo) = (_waiting.InOrder(), 0, Total("sequences"));
        var (allKeys, allSequences) = _inOrder.Value;
        var some = Math.Min(RowsAStep, allKeys.Length - _done);
        var keys = new ArraySegment<long>(allKeys, _done, some);
        var isLast = _done + some == allKeys.Length;
        using (var transaction = _database.Begin(writes: true))
        {
            Insert(keys, allSequences.AsSpan(_done, some));
            if (isLast) _database.Execute("UPDATE totals SET value = $0 WHERE name = 'indexed'", _upTo);
            transaction.Commit();
        }
        // After the commit: a reader looks here first, and then into ids.
        _waiting.Remove(keys);
        _done += some;
        if (!isLast) return;
        (_inOrder, _mayBeKnown) = (null, false);
        _movedSince.Clear();
    }

    private void Insert(ReadOnlySpan<long> keys, ReadOnlySpan<long> sequences)
    {
        _known.Clear();
        if (_mayBeKnown) _statements.Find(keys, _known);
        _rows.Clear();
        for (var i = 0; i < keys.Length; i++)
            if (!_movedSince.Contains(keys[i]) && !_known.Contains(keys[i]))
                _rows.AddRange([keys[i], sequences[i]]);
        _statements.Insert(CollectionsMarshal.AsSpan(_rows));
    }

    private long Total(string name) => _database.Number("SELECT value FROM totals WHERE name = $0", name);
}
