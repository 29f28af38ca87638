using System.Net.Sockets;
using Npgsql;
using Tracing.Storage;

namespace Tracing.Postgres.Connecting;

/// <summary>Says in one line why the server cannot be used. A reason stays the same for every attempt, so it is
/// reported once. It never contains the password.</summary>
internal static class ServerFault
{
    // Classes of SQLSTATE, as PostgreSQL's appendix of error codes names them.
    private const string DataException = "22", ConstraintViolation = "23", LimitExceeded = "54";

    /// <summary>True for what the server or the network does to a session; other exceptions are our own
    /// faults.</summary>
    public static bool IsOfServer(Exception cause) =>
        cause is NpgsqlException or SocketException or IOException or TimeoutException;

    /// <summary>True: a slot was dropped by another process after this one had chosen it.</summary>
    public static bool IsOfDroppedSlot(Exception cause) =>
        cause is PostgresException { SqlState: PostgresErrorCodes.UndefinedTable };

    /// <summary>True: another process holds a lock too long. The next attempt may succeed.</summary>
    public static bool IsOfLock(Exception cause) => cause is PostgresException
    {
        SqlState: PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.DeadlockDetected,
    };

    /// <summary>True: a trace has a value that the server's tables cannot hold; others can be stored.</summary>
    public static bool IsOfTrace(Exception cause) => cause is PostgresException told
        ? told.SqlState.StartsWith(DataException, StringComparison.Ordinal)
            || told.SqlState.StartsWith(ConstraintViolation, StringComparison.Ordinal)
            || told.SqlState.StartsWith(LimitExceeded, StringComparison.Ordinal)
        : UnstorableException.IsUnexpectedValue(cause);

    public static string Describe(Exception cause) => cause switch
    {
        PostgresException { SqlState: PostgresErrorCodes.InvalidPassword } => "the password is wrong",
        PostgresException { SqlState: PostgresErrorCodes.InvalidAuthorizationSpecification } told =>
            "the server refuses this user: " + OneLine(told.MessageText),
        PostgresException { SqlState: PostgresErrorCodes.InvalidCatalogName } => "there is no such database",
        PostgresException { SqlState: PostgresErrorCodes.InvalidSchemaName } =>
            "the user has no right on the schema of the tables",
        PostgresException { SqlState: PostgresErrorCodes.InsufficientPrivilege } told =>
            "the user lacks a right: " + OneLine(told.MessageText),
        PostgresException { SqlState: PostgresErrorCodes.DiskFull } => "the server's disk is full",
        PostgresException { SqlState: PostgresErrorCodes.TooManyConnections } => "the server has no free connection",
        PostgresException { SqlState: PostgresErrorCodes.ReadOnlySqlTransaction } =>
            "the server takes no writes; it may be a standby",
        PostgresException told when IsRestarting(told.SqlState) => "the server is starting or stopping",
        PostgresException told => $"{OneLine(told.MessageText)} ({told.SqlState})",
        _ when Inner<SocketException>(cause) is { } socket => Describe(socket),
        _ when Inner<TimeoutException>(cause) is not null => "it does not answer in time",
        _ when Inner<IOException>(cause) is not null => "the connection was lost",
        NpgsqlException told when told.Message.Contains("password", StringComparison.OrdinalIgnoreCase) =>
            "it asks for a password, and the connection string has none",
        _ => OneLine(cause.Message),
    };

    private static bool IsRestarting(string state) => state is PostgresErrorCodes.CannotConnectNow
        or PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown;

    private static string Describe(SocketException cause) => cause.SocketErrorCode switch
    {
        SocketError.ConnectionRefused or SocketError.AddressNotAvailable => "nothing listens there",
        SocketError.HostNotFound or SocketError.NoData => "there is no such host",
        _ => "it cannot be reached: " + OneLine(cause.Message),
    };

    private static T? Inner<T>(Exception cause)
        where T : Exception
    {
        for (var one = cause; one is not null; one = one.InnerException)
            if (one is T found)
                return found;
        return null;
    }

    private static string OneLine(string text) => text.ReplaceLineEndings(" ").TrimEnd('.');
}
