namespace Tracing.Hosting.Doors;

/// <summary>The ways in which a body may be packed.</summary>
internal enum Packing
{
    None,
    Gzip,

    /// <summary>The zlib format (RFC 9110, "Deflate Coding").</summary>
    Deflate,
    Zstd,
}
