using Microsoft.Data.Sqlite;
using Tracing.Sqlite.Files;
using Tracing.Sqlite.Reading;
using Tracing.Storage;
using Tracing.Storage.Packing;

namespace Tracing.Sqlite.Writing;

/// <summary>The writer's connection to the file, with what it writes through. One owner.</summary>
internal sealed class OpenStore : IDisposable
{
    private OpenStore(Database database, StoreWriter writer, CommitMark mark) =>
        (Database, Writer, Mark) = (database, writer, mark);

    public Database Database { get; }

    public StoreWriter Writer { get; }

    public CommitMark Mark { get; }

    /// <summary>Opens the file. If a damaged one was moved aside, what can be read of it is saved into the new
    /// one.</summary>
    /// <param name="tell">Gets one line for damage, and one for transactions that the file has lost.</param>
    /// <exception cref="StorageUnavailableException">The file cannot be used.</exception>
    public static OpenStore Open(
        TraceFile file, BlockCache cache, WaitingIds waiting, TimeProvider time, Action<string> tell)
    {
        var database = file.OpenToWrite();
        try
        {
            var mark = new CommitMark(file.MarkPath);
            var store = new OpenStore(database, new StoreWriter(database, cache, waiting, file, time), mark);
            store.Tell(file, time, tell);
            return store;
        }
        catch (Exception cause)
        {
            database.Dispose();
            if (cause is not SqliteException) throw;
            throw new StorageUnavailableException($"{file.Path} cannot be used: {StoreFault.Describe(cause)}", cause);
        }
    }

    public void Dispose()
    {
        Database.Dispose();
        Mark.Dispose();
    }

    private void Tell(TraceFile file, TimeProvider time, Action<string> tell)
    {
        if (file.Moved is { } moved)
        {
            file.Moved = null;
            var (saved, isWhole) = new Salvage(moved.Path, time).SaveInto(Writer);
            var rest = (saved, isWhole) switch
            {
                (0, _) => "none of its traces could be read",
                (_, true) => $"{saved} of its traces could be read and were saved into the new file",
                _ => $"{saved} of its traces were saved into the new file, before the time for it was over",
            };
            tell($"{file.Path} is damaged ({moved.Problem}); it was moved to {moved.Path}, and a new file begins; "
                + rest);
        }
        if (Mark.Compare(Writer.Puts, Writer.Added) is var (puts, traces))
        {
            tell($"{file.Path} has lost its last {puts} transactions, which stored {traces} new traces: its "
                + "write-ahead log was removed or cut, or an older copy of the file was put in its place");
        }
    }
}
