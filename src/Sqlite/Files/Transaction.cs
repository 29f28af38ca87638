namespace Tracing.Sqlite.Files;

/// <summary>An open transaction; disposing it rolls back what was not committed.</summary>
internal readonly struct Transaction(Database database) : IDisposable
{
    public void Commit() => database.Execute("COMMIT");

    public void Dispose()
    {
        if (database.IsInTransaction) database.Execute("ROLLBACK");
    }
}
