namespace Tracing.Storage;

/// <summary>The kinds of store for closed traces.</summary>
public enum StoreKind
{
    /// <summary>A database in the folder of the node.</summary>
    Sqlite,

    /// <summary>A PostgreSQL server, which several nodes share.</summary>
    Postgres,

    /// <summary>The memory of the process; traces are gone with it.</summary>
    Memory,

    /// <summary>Nothing: closed traces are only handed on to other back ends.</summary>
    None,
}
