using System.Collections;
using Tracing.Keeping;
using Tracing.Sqlite.Files;
using Tracing.Storage;
using Tracing.Storage.Packing;

namespace Tracing.Sqlite.Searching;

/// <summary>Walks the blocks in which a service or operation is used, newest first, and tells which entries use
/// it.</summary>
/// <remarks>One owner. Rows are read a page ahead, because a connection allows one open reader per statement.</remarks>
internal sealed class LabelSearch
{
    /// <summary>An operation name with more services and kinds than this is searched for in every block.</summary>
    private const int MaxLabels = 64;

    private const int LeastPage = 4, MostPage = 256;

    private readonly Database _database;
    private readonly Cursor[] _cursors;

    private LabelSearch(Database database, IReadOnlyList<long> labels)
    {
        (_database, Labels) = (database, labels);
        _cursors = [.. labels.Select(label => new Cursor(label))];
    }

    /// <summary>The numbers of the labels; none when no block has the service or operation.</summary>
    public IReadOnlyList<long> Labels { get; }

    /// <returns>Null when the query names no service or operation, or one with more than <see cref="MaxLabels"/>
    /// labels.</returns>
    public static LabelSearch? Of(TraceQuery query, Database database)
    {
        if (query.Service is null && query.Operation is null) return null;
        var labels = new List<long>();
        using var rows = query switch
        {
            { Service: { } service, Operation: null } => database.Query(
                "SELECT label FROM labels WHERE service = $0 AND operation = '' AND kind = $1",
                service, Columns.WholeService),
            { Service: { } service, Operation: { } operation } => database.Query(
                "SELECT label FROM labels WHERE service = $0 AND operation = $1 AND kind <> $2 LIMIT $3",
                service, operation, Columns.WholeService, MaxLabels + 1),
            _ => database.Query("SELECT label FROM labels WHERE operation = $0 AND kind <> $1 LIMIT $2",
                query.Operation ?? "", Columns.WholeService, MaxLabels + 1),
        };
        while (rows.Read()) labels.Add(rows.GetInt64(0));
        return labels.Count > MaxLabels ? null : new LabelSearch(database, labels);
    }

    /// <summary>The first sequence of the next older block; null after the oldest.</summary>
    public long? Next()
    {
        long? newest = null;
        foreach (var cursor in _cursors)
            if (cursor.Peek(_database) is { } at && (newest is null || at.First > newest))
                newest = at.First;
        return newest;
    }

    /// <summary>The entries of the block that <see cref="Next"/> returned; the search moves on to the next
    /// block.</summary>
    /// <exception cref="DamagedBlockException">A set of members is not what was written.</exception>
    public BitArray ReadMembers(long first, int entries)
    {
        var members = new BitArray(entries);
        try
        {
            foreach (var cursor in _cursors)
                if (cursor.Peek(_database) is { } at && at.First == first)
                    Members.Read(at.Members, members);
        }
        catch (InvalidDataException cause)
        {
            throw new DamagedBlockException(first, cause.Message, cause);
        }
        Skip(first);
        return members;
    }

    /// <summary>The entries of any block that have one of the labels; the walk does not move.</summary>
    /// <exception cref="DamagedBlockException">A set of members is not what was written.</exception>
    public BitArray MembersOf(long first, int entries)
    {
        var members = new BitArray(entries);
        foreach (var label in Labels)
        {
            using var rows = _database.Query(
                "SELECT members FROM postings WHERE label = $0 AND first = $1", label, first);
            try
            {
                if (rows.Read()) Members.Read(rows.GetValue(0) as byte[] ?? Members.Unreadable, members);
            }
            catch (InvalidDataException cause)
            {
                throw new DamagedBlockException(first, cause.Message, cause);
            }
        }
        return members;
    }

    public void Skip(long first)
    {
        foreach (var cursor in _cursors)
            if (cursor.Peek(_database) is { } at && at.First == first)
                cursor.Drop();
    }

    private sealed class Cursor(long label)
    {
        private readonly Queue<(long First, byte[] Members)> _page = new();
        private long _before = long.MaxValue;
        private int _size = LeastPage;
        private bool _isAtEnd;

        public (long First, byte[] Members)? Peek(Database database)
        {
            if (_page.Count == 0 && !_isAtEnd) Read(database);
            return _page.TryPeek(out var at) ? at : null;
        }

        public void Drop() => _page.Dequeue();

        private void Read(Database database)
        {
            using var rows = database.Query(
                "SELECT first, members FROM postings WHERE label = $0 AND first < $1 ORDER BY first DESC LIMIT $2",
                label, _before, _size);
            while (rows.Read())
            {
                _before = rows.GetInt64(0);
                // A value of another type becomes a set that cannot be read, so that its block is known.
                _page.Enqueue((_before, rows.GetValue(1) as byte[] ?? Members.Unreadable));
            }
            _isAtEnd = _page.Count < _size;
            _size = Math.Min(MostPage, _size * 2);
        }
    }
}
