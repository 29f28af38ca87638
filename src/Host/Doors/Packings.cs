using System.IO.Compression;
using ZstdSharp;
using ZstdSharp.Unsafe;

namespace Tracing.Hosting.Doors;

/// <summary>Names and readers of <see cref="Packing"/>.</summary>
internal static class Packings
{
    /// <summary>The names for an answer that refuses others.</summary>
    public const string Known = "gzip, deflate, zstd";

    /// <summary>The greatest window of zstd, as base 2 logarithm: RFC 9659 allows no more for HTTP. A larger one would
    /// take its memory beside the budget.</summary>
    private const int MaxZstdWindowLog = 23;

    /// <summary>Finds a packing by its name in <c>Content-Encoding</c> or <c>grpc-encoding</c>; null: it is
    /// unknown.</summary>
    public static Packing? Find(string name) => name.Trim().ToLowerInvariant() switch
    {
        "" or "identity" => Packing.None,
        "gzip" or "x-gzip" => Packing.Gzip,
        "deflate" => Packing.Deflate,
        "zstd" => Packing.Zstd,
        _ => null,
    };

    /// <summary>The name of a packing for an answer that refuses a body.</summary>
    public static string NameOf(Packing packing) => packing switch
    {
        Packing.Gzip => "gzip",
        Packing.Deflate => "deflate in the zlib format (RFC 9110)",
        _ => packing.ToString().ToLowerInvariant(),
    };

    /// <summary>Returns the content of a packed body; disposing it leaves the body open.</summary>
    public static Stream Unpack(Packing packing, Stream packed)
    {
        switch (packing)
        {
            case Packing.Gzip: return new GZipStream(packed, CompressionMode.Decompress, leaveOpen: true);
            case Packing.Deflate: return new ZLibStream(packed, CompressionMode.Decompress, leaveOpen: true);
            case Packing.Zstd:
                var zstd = new DecompressionStream(packed, leaveOpen: true);
                zstd.SetParameter(ZSTD_dParameter.ZSTD_d_windowLogMax, MaxZstdWindowLog);
                return zstd;
            default: return packed;
        }
    }
}
