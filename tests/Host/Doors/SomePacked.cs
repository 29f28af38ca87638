using System.IO.Compression;
using ZstdSharp;
using ZstdSharp.Unsafe;

namespace Tracing.Hosting.Doors;

/// <summary>Bodies packed as clients pack them.</summary>
internal static class SomePacked
{
    public static byte[] Of(byte[] bytes, string encoding)
    {
        using var packed = new MemoryStream();
        using (var to = Stream(encoding, packed)) to.Write(bytes);
        return packed.ToArray();
    }

    public static byte[] Zstd(byte[] bytes, int windowLog)
    {
        using var packed = new MemoryStream();
        using (var to = new CompressionStream(packed))
        {
            to.SetParameter(ZSTD_cParameter.ZSTD_c_windowLog, windowLog);
            to.Write(bytes);
        }
        return packed.ToArray();
    }

    private static Stream Stream(string encoding, MemoryStream packed) => encoding.ToLowerInvariant() switch
    {
        "gzip" or "x-gzip" => new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true),
        "deflate" => new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true),
        "zstd" => new CompressionStream(packed, leaveOpen: true),
        _ => new BufferedStream(packed),
    };
}
