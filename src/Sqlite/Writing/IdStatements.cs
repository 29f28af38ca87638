using Tracing.Sqlite.Files;

namespace Tracing.Sqlite.Writing;

/// <summary>The statements on ids that run for each stored trace. Many rows share one run, whose costs exceed those of
/// a row.</summary>
/// <remarks>One owner, who keeps a transaction open.</remarks>
internal sealed class IdStatements(Database database)
{
    /// <summary>Rows of one statement.</summary>
    private const int Many = 128;

    private const string Columns = "INSERT INTO ids(key, sequence, place) VALUES";

    private readonly Statement _insert = database.Prepare($"{Columns} ($0, $1, $2)");
    private readonly Statement _insertMany = database.Prepare($"{Columns} {Repeat("(?, ?, NULL)")}");
    private readonly Statement _find = database.Prepare("SELECT key FROM ids WHERE key = $0 LIMIT 1");
    private readonly Statement _findMany =
        database.Prepare($"SELECT key FROM (VALUES {Repeat("(?)")}) CROSS JOIN ids ON key = column1");

    public void Insert(long key, long sequence, long? place) => _insert.Run(key, sequence, place);

    /// <summary>Inserts rows of traces that were never revised.</summary>
    /// <param name="rows">Key, sequence, key, sequence, … Each page of the index is touched once if the keys are in
    /// order.</param>
    public void Insert(ReadOnlySpan<long> rows)
    {
        for (; rows.Length >= 2 * Many; rows = rows[(2 * Many)..]) _insertMany.Read(rows[..(2 * Many)], []);
        for (; !rows.IsEmpty; rows = rows[2..]) _insert.Run(rows[0], rows[1], null);
    }

    /// <summary>Adds those of the keys of which ids has a row.</summary>
    public void Find(ReadOnlySpan<long> keys, HashSet<long> found)
    {
        for (; keys.Length >= Many; keys = keys[Many..]) _findMany.Read(keys[..Many], found);
        for (; !keys.IsEmpty; keys = keys[1..]) _find.Read(keys[..1], found);
    }

    private static string Repeat(string row) => string.Join(", ", Enumerable.Repeat(row, Many));
}
