namespace Tracing.Sqlite.Files;

/// <summary>The number of stored traces, by the rows of ids.</summary>
/// <remarks>Reads the whole table; the writer keeps the number in totals instead.</remarks>
internal static class StoredTraces
{
    private const string Count = """
        SELECT (SELECT count(*) FROM ids WHERE place IS NULL)
            + (SELECT count(*) FROM (SELECT DISTINCT key, place FROM ids WHERE place IS NOT NULL))
        """;

    public static long CountIn(Database database) => database.Number(Count);

    /// <summary>Writes the number into totals.</summary>
    public static void Recount(Database database) =>
        database.Execute($"UPDATE totals SET value = ({Count}) WHERE name = 'traces'");
}
