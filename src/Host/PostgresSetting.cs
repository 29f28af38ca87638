using Tracing.Configuration;
using Tracing.Hosting.Security;
using Tracing.Postgres.Connecting;
using Tracing.Storage;

namespace Tracing.Hosting;

/// <summary>Reads where the PostgreSQL database is: from its setting, from a file, or from a variable.</summary>
internal static class PostgresSetting
{
    public const string Key = "tracing.storage.postgres.connection-string";

    /// <returns>Null: traces are kept elsewhere.</returns>
    /// <exception cref="ConfigurationException">There is none, or it cannot be used. The message has nothing of it,
    /// because it has a password.</exception>
    public static PostgresConnection? Read(ConfigReader config, StorageSettings storage)
    {
        if (storage.Store != StoreKind.Postgres) return null;
        if (Secrets.Read(config, Key) is not { } text)
        {
            throw new ConfigurationException($"{Key} is not set: tracing.storage.store = postgres needs it, or "
                + $"{Key}-file, or the variable TRACING_POSTGRES_CONNECTION_STRING");
        }
        return PostgresConnection.TryParse(text, out var problem)
            ?? throw new ConfigurationException($"{config.NameOf(Key)}: the connection string {problem}");
    }
}
