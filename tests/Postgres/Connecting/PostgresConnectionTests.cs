namespace Tracing.Postgres.Connecting;

public sealed class PostgresConnectionTests
{
    [Xunit.Theory]
    [InlineData("Host=db;Database=traces;Username=tracer;Password=x", "PostgreSQL at db:5432, database traces")]
    [InlineData("host=db;port=6432;database=traces", "PostgreSQL at db:6432, database traces")]
    [InlineData("Server=db;User Id=tracer", "PostgreSQL at db:5432, database tracer")]
    [InlineData("postgresql://tracer:p%40ss@db:6432/traces?sslmode=require", "PostgreSQL at db:6432, database traces")]
    [InlineData("postgres://db/traces?Timeout=5", "PostgreSQL at db:5432, database traces")]
    public void A_connection_string_or_an_address_names_the_database(string text, string name)
    {
        var connection = PostgresConnection.TryParse(text, out var problem);
        Assert.Equal(("", name), (problem, connection?.Name));
    }

    [Xunit.Theory]
    [InlineData("", "names no Host")]
    [InlineData("Database=traces;Password=secret", "names no Host")]
    [InlineData("Host=db;Password=se;cret=1", "part 3 is no setting")]
    [InlineData("Host=db;Password=secret;Port=cret", "part 3 is no setting")]
    [InlineData("secret", "must be pairs")]
    [InlineData("Host=db;Password=\"secret", "must be pairs")]
    [InlineData("postgresql://tracer:secret@:x/traces", "must be an address")]
    [InlineData("postgresql://tracer:secret@db/traces?cret=1", "has a parameter after the ?")]
    [InlineData("postgresql://", "names no Host")]
    public void A_fault_is_named_without_anything_of_the_text(string text, string expected)
    {
        Assert.Null(PostgresConnection.TryParse(text, out var problem));
        Assert.StartsWith(expected, problem, StringComparison.Ordinal);
        Assert.DoesNotContain("cret", problem, StringComparison.Ordinal);
    }

    [Xunit.Fact]
    public void The_password_of_an_address_is_decoded_and_a_connection_does_not_show_it()
    {
        var connection = PostgresConnection.TryParse("postgresql://tracer:p%40ss@db/traces", out _)!;
        Assert.Contains("Password=p@ss", connection.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("p@ss", $"{connection}", StringComparison.Ordinal);
    }

    [Xunit.Fact]
    public void What_the_text_does_not_say_has_a_default_and_what_it_says_holds()
    {
        var text = new Npgsql.NpgsqlConnectionStringBuilder(PostgresConnection.TryParse("Host=db", out _)!.Text);
        Assert.Equal(("tracing", "tracing", 8, 64),
            (text.SearchPath, text.ApplicationName, text.MaxPoolSize, text.MaxAutoPrepare));
        text = new(PostgresConnection.TryParse("Host=db;Maximum Pool Size=3;SearchPath=shop", out _)!.Text);
        Assert.Equal(("shop", 3), (text.SearchPath, text.MaxPoolSize));
    }

    [Xunit.Theory]
    [InlineData("Host=db", "tracing")]
    [InlineData("Host=db;Search Path=shop", "shop")]
    [InlineData("Host=db;Search Path=\"Shop, public\"", "shop")]
    [InlineData("Host=db;Search Path='\"Shop\"'", "Shop")]
    public void The_first_schema_of_the_search_path_has_the_tables(string text, string schema) =>
        Assert.Equal(schema, PostgresConnection.TryParse(text, out _)?.Schema);
}
