using Microsoft.Data.Sqlite;

namespace Tracing.Sqlite.Files;

public class StatementTests
{
    private const int Constraint = 19;

    private static Database Open()
    {
        SQLitePCL.Batteries_V2.Init();
        var database = new Database(":memory:", SqliteOpenMode.ReadWriteCreate);
        database.Execute("CREATE TABLE t(key INTEGER PRIMARY KEY, value INTEGER)");
        return database;
    }

    [Fact]
    public void A_statement_is_run_again_with_other_numbers()
    {
        using var database = Open();
        var insert = database.Prepare("INSERT INTO t(key, value) VALUES ($0, $1)");
        Assert.False(insert.Run(long.MinValue, null));
        Assert.False(insert.Run(7, long.MaxValue));
        var has = database.Prepare("SELECT 1 FROM t WHERE key = $0");
        Assert.Equal([true, false, true], new[] { has.Run(7), has.Run(8), has.Run(long.MinValue) });
        Assert.Equal(1, database.Number("SELECT count(*) FROM t WHERE value IS NULL"));
        Assert.Equal(long.MaxValue, database.Number("SELECT value FROM t WHERE key = 7"));
    }

    [Fact]
    public void A_statement_that_failed_can_be_run_again()
    {
        using var database = Open();
        var insert = database.Prepare("INSERT INTO t(key, value) VALUES ($0, $1)");
        insert.Run(7, 1);
        Assert.Equal(Constraint, Assert.Throws<SqliteException>(() => insert.Run(7, 2)).SqliteErrorCode);
        insert.Run(8, 2);
        Assert.Equal(2, database.Number("SELECT count(*) FROM t"));
    }

    [Fact]
    public void A_text_that_is_no_statement_is_refused()
    {
        using var database = Open();
        Assert.Throws<SqliteException>(() => database.Prepare("SELECT FROM"));
    }
}
