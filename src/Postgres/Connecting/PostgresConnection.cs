using System.Data.Common;
using System.Globalization;
using Npgsql;

namespace Tracing.Postgres.Connecting;

/// <summary>The address of a PostgreSQL database, and the user who opens it. Its text has the password, so it is never
/// shown.</summary>
public sealed class PostgresConnection
{
    /// <summary>The schema of the tables, where the connection string names none.</summary>
    public const string DefaultSchema = "tracing";

    /// <summary>Connections of one process: a few searches at a time, one for puts.</summary>
    private const int MaxConnections = 8;

    /// <summary>Distinct statements of a store, which the server need not parse each time.</summary>
    private const int PreparedStatements = 64;

    private PostgresConnection(NpgsqlConnectionStringBuilder text)
    {
        Default(text, "Search Path", DefaultSchema);
        Default(text, "Application Name", "tracing");
        Default(text, "Maximum Pool Size", MaxConnections);
        Default(text, "Max Auto Prepare", PreparedStatements);
        // Notices an idle connection whose server is gone before a put waits for it.
        Default(text, "Tcp Keepalive", true);
        // Until the server has statistics of a table that has just been filled, it expects a question to be a long one,
        // and compiles it, which takes a hundred times as long as answering it. What the user sets comes later.
        text.Options = $"-c jit=off {text.Options}".TrimEnd();
        text.PersistSecurityInfo = false;
        text.IncludeErrorDetail = false;
        var schema = text.SearchPath?.Split(',')[0].Trim() ?? DefaultSchema;
        // As the server reads it.
        Schema = schema.StartsWith('"') ? schema.Trim('"') : schema.ToLowerInvariant();
        Name = $"PostgreSQL at {text.Host}:{text.Port}, database {text.Database ?? text.Username ?? "of this user"}";
        Text = text.ConnectionString;
    }

    /// <summary>Host, port and database, for messages.</summary>
    public string Name { get; }

    /// <summary>The schema of the tables: the first of the search path.</summary>
    internal string Schema { get; }

    internal string Text { get; }

    /// <summary>Reads a connection string of Npgsql, <c>Host=…;Database=…;Username=…;Password=…</c>, or a URI,
    /// <c>postgresql://user:password@host/database</c>.</summary>
    /// <param name="problem">What is wrong, for a message. It has nothing of the text, which may be a password that is
    /// not in quotes.</param>
    public static PostgresConnection? TryParse(string text, out string problem)
    {
        ArgumentNullException.ThrowIfNull(text);
        var builder = IsUri(text) ? OfUri(text, out problem) : OfPairs(text, out problem);
        if (builder is null) return null;
        if (string.IsNullOrWhiteSpace(builder.Host)) problem = "names no Host";
        return problem.Length == 0 ? new PostgresConnection(builder) : null;
    }

    public override string ToString() => Name;

    private static bool IsUri(string text) => text.StartsWith("postgres://", StringComparison.Ordinal)
        || text.StartsWith("postgresql://", StringComparison.Ordinal);

    private static NpgsqlConnectionStringBuilder? OfPairs(string text, out string problem)
    {
        problem = "";
        var (pairs, builder) = (new DbConnectionStringBuilder(), new NpgsqlConnectionStringBuilder());
        try
        {
            pairs.ConnectionString = text;
        }
        catch (ArgumentException)
        {
            problem = "must be pairs such as Host=db;Database=traces;Username=tracer, separated by ;, or a "
                + "postgresql:// address; a value with a ; or a quote stands in quotes";
            return null;
        }
        var number = 0;
        foreach (string key in pairs.Keys)
        {
            number++;
            if (TrySet(builder, key, pairs[key])) continue;
            // Not its name: the rest of a password after a ; looks like one.
            problem = string.Create(CultureInfo.InvariantCulture,
                $"part {number} is no setting of Npgsql, or has no possible value; a value with a ; stands in quotes");
            return null;
        }
        return builder;
    }

    private static NpgsqlConnectionStringBuilder? OfUri(string text, out string problem)
    {
        problem = "";
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri))
        {
            problem = "must be an address such as postgresql://user:password@host/database; other characters of a "
                + "password are percent-encoded";
            return null;
        }
        var builder = new NpgsqlConnectionStringBuilder { Host = uri.IdnHost };
        if (uri.Port > 0) builder.Port = uri.Port;
        var user = uri.UserInfo.Split(':', 2);
        if (user[0].Length > 0) builder.Username = Uri.UnescapeDataString(user[0]);
        if (user.Length == 2) builder.Password = Uri.UnescapeDataString(user[1]);
        if (uri.AbsolutePath.Length > 1) builder.Database = Uri.UnescapeDataString(uri.AbsolutePath[1..]);
        foreach (var pair in uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var (key, value) = (pair.Split('=', 2)[0], Uri.UnescapeDataString(pair.Split('=', 2)[^1]));
            if (key == "sslmode") value = value.Replace("-", "", StringComparison.Ordinal);
            if (TrySet(builder, key == "sslmode" ? "SSL Mode" : key, value)) continue;
            problem = "has a parameter after the ? that is no setting of Npgsql, or has no possible value";
            return null;
        }
        return builder;
    }

    private static bool TrySet(NpgsqlConnectionStringBuilder builder, string key, object value)
    {
        try
        {
            builder[key] = value;
            return true;
        }
        catch (Exception cause) when (cause is ArgumentException or FormatException or InvalidCastException
            or OverflowException or KeyNotFoundException or NotSupportedException)
        {
            return false;
        }
    }

    private static void Default(NpgsqlConnectionStringBuilder text, string key, object value)
    {
        // Not ContainsKey, which is true for every setting that Npgsql knows.
        if (!text.ShouldSerialize(key)) text[key] = value;
    }
}
