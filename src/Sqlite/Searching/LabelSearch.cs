using System.Collections;
using Tracing.Keeping;
using Tracing.Sqlite.Files;
using Tracing.Storage;
using Tracing.Storage.Packing;

namespace Tracing.Sqlite.Searching;

/// <summary>Finds the blocks in which a service or operation is used, and tells which entries use it.</summary>
/// <remarks>One owner.</remarks>
internal sealed class LabelSearch
{
    /// <summary>An operation name with more services and kinds than this is searched for in every block.</summary>
    private const int MaxLabels = 64;

    private readonly Database _database;

    private LabelSearch(Database database, IReadOnlyList<long> labels) => (_database, Labels) = (database, labels);

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

    /// <summary>The entries of a block that have one of the labels.</summary>
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
                // A value of another type is a set that cannot be read.
                if (rows.Read()) Members.Read(rows.GetValue(0) as byte[] ?? Members.Unreadable, members);
            }
            catch (InvalidDataException cause)
            {
                throw new DamagedBlockException(first, cause.Message, cause);
            }
        }
        return members;
    }
}
