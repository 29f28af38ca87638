namespace Tracing.Storage.Files;

/// <summary>Rolled back when it is disposed, unless it was committed.</summary>
internal readonly struct Transaction(Database database) : IDisposable
{
    public void Commit() => database.Execute("COMMIT");

    public void Dispose()
    {
        if (database.IsInTransaction) database.Execute("ROLLBACK");
    }
}
