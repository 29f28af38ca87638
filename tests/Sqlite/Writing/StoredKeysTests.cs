using Tracing.Sqlite.Files;
using Tracing.Sqlite.Reading;

namespace Tracing.Sqlite.Writing;

/// <summary>The filter excludes no key that the store has: otherwise a late part of a trace would become a second
/// trace.</summary>
public sealed class StoredKeysTests : IDisposable
{
    // More than a step reads, and more than the filter of an empty store has room for.
    private const int Some = 40_000, Many = 300_000;

    private readonly StoreFixture _files = new();
    private readonly WaitingIds _waiting = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public void Of_an_empty_store_it_excludes_every_key_that_was_not_added() => With(database =>
    {
        var keys = new StoredKeys(database, _waiting);
        keys.Step();
        foreach (var key in Keys(1, 1_000)) keys.Add(key);
        Assert.All(Keys(1, 1_000), key => Assert.True(keys.MayHave(key)));
        Assert.InRange(Keys(1_001, 10_000).Count(keys.MayHave), 0, 10);
    });

    [Fact]
    public void It_excludes_nothing_until_all_rows_are_read_and_then_nearly_every_other_key() => With(database =>
    {
        _waiting.Set([.. Keys(Some + 1, 100).Select(static key => (key, 1L))]);
        Insert(database, Keys(1, Some));
        var keys = new StoredKeys(database, _waiting);
        // As ids of traces that come meanwhile; some are before the rows that were read, some behind them.
        foreach (var key in Keys(Some + 101, 100)) keys.Add(key);
        for (var read = 0; read < Some; read += 16_384)
        {
            Assert.All(Keys(Some + 1_001, 100), key => Assert.True(keys.MayHave(key)));
            keys.Step();
        }
        Assert.All(Keys(1, Some + 200), key => Assert.True(keys.MayHave(key)));
        Assert.InRange(Keys(Some + 1_001, 10_000).Count(keys.MayHave), 0, 300);
    });

    [Fact]
    public void When_it_is_full_it_is_filled_again_with_more_room() => With(database =>
    {
        var keys = new StoredKeys(database, _waiting);
        for (var first = 1; first < Many; first += 1_000)
        {
            var some = Keys(first, 1_000).ToArray();
            Insert(database, some);
            foreach (var key in some) keys.Add(key);
            keys.Step();
            Assert.All(Keys(1, first + 999).Where((_, at) => at % 97 == 0), key => Assert.True(keys.MayHave(key)));
        }
        while (Keys(Many + 1, 100).All(keys.MayHave)) keys.Step();
        Assert.All(Keys(1, Many), key => Assert.True(keys.MayHave(key)));
        Assert.InRange(Keys(Many + 1, 10_000).Count(keys.MayHave), 0, 300);
    });

    [Fact]
    public void With_more_traces_than_it_has_room_for_it_excludes_nothing_and_looks_again_when_fewer_are_left() => With(
        database =>
        {
            database.Execute("UPDATE totals SET value = 10000000 WHERE name = 'traces'");
            var keys = new StoredKeys(database, _waiting);
            keys.Step();
            Assert.All(Keys(1, 100), key => Assert.True(keys.MayHave(key)));
            // They were deleted meanwhile.
            database.Execute("UPDATE totals SET value = 0 WHERE name = 'traces'");
            foreach (var key in Keys(1, 2_100_000)) keys.Add(key);
            Insert(database, Keys(1, 10));
            keys.Step();
            Assert.All(Keys(1, 10), key => Assert.True(keys.MayHave(key)));
            Assert.InRange(Keys(11, 10_000).Count(keys.MayHave), 0, 10);
        });

    // Spread over all numbers, as ids are.
    private static IEnumerable<long> Keys(int first, int count) =>
        Enumerable.Range(first, count).Select(static n => unchecked(n * (long)0x9E3779B97F4A7C15UL));

    private static void Insert(Database database, IEnumerable<long> keys)
    {
        using var transaction = database.Begin(writes: true);
        var ids = new IdStatements(database);
        foreach (var key in keys) ids.Insert(key, 1, null);
        database.Execute("UPDATE totals SET value = (SELECT count(*) FROM ids) WHERE name = 'traces'");
        transaction.Commit();
    }

    private void With(Action<Database> test)
    {
        SQLitePCL.Batteries_V2.Init();
        using var folder = Storage.FolderLock.Acquire(_files.Folder.Path, "traces.lock", "traces");
        var file = new TraceFile(folder, survivesPowerCut: false, _files.Clock);
        using var store = OpenStore.Open(file, new Storage.Packing.BlockCache(0), _waiting, _files.Clock, _files.Tell);
        test(store.Database);
    }
}
