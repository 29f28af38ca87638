using System.Buffers.Binary;
using System.IO.Compression;
using Tracing.Wire.Spans;

namespace Tracing.Figures.OverTime;

/// <summary>A stored table: ten minutes by minute, or an hour.</summary>
/// <param name="Start">The first minute.</param>
public readonly record struct FigurePage(FigureLevel Level, long Start)
{
    public const long HourMinutes = 60;

    /// <summary>The length of a page of minutes. A longer one is written more often than it must be, a shorter one
    /// repeats the names of series.</summary>
    private const long PageMinutes = 10;

    private const byte Plain = 0, Compressed = 1;
    private const int HeadBytes = 1 + sizeof(ulong);

    /// <summary>Larger pages are taken for damaged ones.</summary>
    private const int MaxBytes = 256 << 20;

    public static long LengthOf(FigureLevel level) => level == FigureLevel.Hour ? HourMinutes : PageMinutes;

    public static FigurePage Of(FigureLevel level, long minute) => new(level, minute - (minute % LengthOf(level)));

    /// <summary>The minute under which a page counts: of hours the first.</summary>
    internal static long CellMinute(FigureLevel level, long minute) =>
        level == FigureLevel.Hour ? minute - (minute % HourMinutes) : minute;

    /// <summary>Packs a table with a checksum.</summary>
    public static byte[] Pack(FigureTable table, bool compresses)
    {
        var plain = FigureWire.Write(table);
        using var to = new MemoryStream(HeadBytes + plain.Length);
        to.Write(new byte[HeadBytes]);
        if (!compresses) to.Write(plain);
        else
        {
            using var brotli = new BrotliStream(to, CompressionLevel.Fastest, leaveOpen: true);
            brotli.Write(plain);
        }
        var packed = to.ToArray();
        packed[0] = compresses ? Compressed : Plain;
        BinaryPrimitives.WriteUInt64LittleEndian(packed.AsSpan(1), ContentHash.Of(packed.AsSpan(HeadBytes)));
        return packed;
    }

    /// <summary>Adds a packed table to another one.</summary>
    /// <returns>False: the bytes are damaged.</returns>
    public static bool TryUnpack(byte[] packed, FigureTable into, FigureQuery? query = null)
    {
        ArgumentNullException.ThrowIfNull(packed);
        if (packed.Length < HeadBytes || packed[0] > Compressed
            || BinaryPrimitives.ReadUInt64LittleEndian(packed.AsSpan(1)) != ContentHash.Of(packed.AsSpan(HeadBytes)))
            return false;
        if (packed[0] == Plain) return FigureWire.TryRead(packed.AsSpan(HeadBytes), into, query);
        try
        {
            using var brotli = new BrotliStream(
                new MemoryStream(packed, HeadBytes, packed.Length - HeadBytes), CompressionMode.Decompress);
            using var plain = new MemoryStream();
            var buffer = new byte[64 * 1024];
            while (brotli.Read(buffer) is > 0 and var read)
            {
                if (plain.Length + read > MaxBytes) return false;
                plain.Write(buffer, 0, read);
            }
            return FigureWire.TryRead(plain.GetBuffer().AsSpan(0, (int)plain.Length), into, query);
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }
}
