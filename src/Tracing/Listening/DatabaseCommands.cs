using System.Data.Common;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Tracing;

/// <summary>Records the database commands of Entity Framework Core as spans, where the database's own client makes no
/// activities, as that of SQLite.</summary>
/// <remarks>Entity Framework Core has diagnostic events and no activities. Tags: OpenTelemetry semantic conventions,
/// "Database client spans". Any thread.</remarks>
internal static class DatabaseCommands
{
    public const string Listener = "Microsoft.EntityFrameworkCore";

    private const string Executing = "Microsoft.EntityFrameworkCore.Database.Command.CommandExecuting";
    private const string Executed = "Microsoft.EntityFrameworkCore.Database.Command.CommandExecuted";
    private const string Failed = "Microsoft.EntityFrameworkCore.Database.Command.CommandError";
    private const string Canceled = "Microsoft.EntityFrameworkCore.Database.Command.CommandCanceled";

    private static readonly ConditionalWeakTable<DbCommand, Span> _running = [];

    public static string[] Names { get; } = [Executing, Executed, Failed, Canceled];

    public static void OnEvent(string name, object payload)
    {
        if (ValueOf(payload, "Command") is not DbCommand command) return;
        if (name == Executing)
        {
            Begin(command);
            return;
        }
        if (!_running.TryGetValue(command, out var span)) return;
        _running.Remove(command);
        if (name == Failed && ValueOf(payload, "Exception") is Exception cause) span.Fail(cause);
        if (name == Canceled) span.SetStatus(SpanStatus.Error, "canceled").SetTag("error.type", "canceled");
        span.End();
    }

    private static void Begin(DbCommand command)
    {
        if (ActiveSpan.Current is not { IsReported: true, IsSampled: true } parent) return;
        var client = command.GetType().Namespace ?? "";
        if (!ActivityRecorder.AnyListensTo(Listener) || OtherListeners.IsKnown(client)) return;
        var operation = OperationOf(command.CommandText);
        var database = command.Connection?.Database;
        var span = parent.Tracer
            .StartChild(string.IsNullOrEmpty(database) ? operation : $"{operation} {database}", parent, SpanKind.Client)
            .SetTag("db.system.name", SystemOf(client))
            .SetTag("db.operation.name", operation)
            .SetTag("db.query.text", command.CommandText);
        if (!string.IsNullOrEmpty(database)) span.SetTag("db.namespace", database);
        _running.AddOrUpdate(command, span);
    }

    // SELECT, INSERT and so on: the first word of the command.
    private static string OperationOf(string? text)
    {
        var rest = text.AsSpan().TrimStart();
        var length = 0;
        while (length < rest.Length && length < 16 && char.IsAsciiLetter(rest[length])) length++;
        return length == 0 ? "command" : rest[..length].ToString().ToUpperInvariant();
    }

    private static string SystemOf(string client) => client switch
    {
        "Microsoft.Data.Sqlite" => "sqlite",
        "Npgsql" => "postgresql",
        "Microsoft.Data.SqlClient" => "microsoft.sql_server",
        "MySqlConnector" or "MySql.Data.MySqlClient" => "mysql",
        "Oracle.ManagedDataAccess.Client" => "oracle.db",
        _ => "other_sql",
    };

    // The payloads are types of Entity Framework Core, to which there is no reference.
    private static object? ValueOf(object payload, string property) =>
        payload.GetType().GetProperty(property, BindingFlags.Public | BindingFlags.Instance)?.GetValue(payload);
}
