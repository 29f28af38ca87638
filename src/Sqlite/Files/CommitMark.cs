using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;
using Tracing.Storage;
using Tracing.Storage.Packing;

namespace Tracing.Sqlite.Files;

/// <summary>A small file beside the database that remembers how far it was, so that a lost write-ahead log is
/// noticed: SQLite takes a database without its log for an older, whole one.</summary>
/// <remarks>One owner. It is written after each commit and never flushed: it may be behind the database, never
/// ahead, unless the database lost commits.</remarks>
internal sealed class CommitMark(string path) : IDisposable
{
    private const int Bytes = 20, SumAt = 16;

    private SafeFileHandle? _file;

    /// <summary>Compares the mark with the database, and then sets it to what the database has.</summary>
    /// <returns>The numbers of transactions and of new traces that the database has lost; null: none.</returns>
    public (long Puts, long Traces)? Compare(long puts, long added)
    {
        var (markedPuts, markedAdded) = Read();
        Write(puts, added);
        return markedPuts > puts ? (markedPuts - puts, Math.Max(0, markedAdded - added)) : null;
    }

    public void Write(long puts, long added)
    {
        Span<byte> mark = stackalloc byte[Bytes];
        BinaryPrimitives.WriteInt64LittleEndian(mark, puts);
        BinaryPrimitives.WriteInt64LittleEndian(mark[8..], added);
        BinaryPrimitives.WriteInt32LittleEndian(mark[SumAt..], Checksum.Of(mark[..SumAt]));
        try
        {
            if (_file is null)
            {
                PrivateFiles.CreateOrRestrict(path);
                _file = File.OpenHandle(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
            }
            RandomAccess.Write(_file, mark, 0);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            // Without the mark a loss may go unnoticed, which is no reason to refuse traces.
            Dispose();
        }
    }

    public void Dispose()
    {
        _file?.Dispose();
        _file = null;
    }

    private (long Puts, long Added) Read()
    {
        try
        {
            var mark = File.ReadAllBytes(path);
            if (mark.Length == Bytes
                && Checksum.Of(mark.AsSpan(0, SumAt)) == BinaryPrimitives.ReadInt32LittleEndian(mark.AsSpan(SumAt)))
            {
                return (BinaryPrimitives.ReadInt64LittleEndian(mark),
                    BinaryPrimitives.ReadInt64LittleEndian(mark.AsSpan(8)));
            }
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            // There is none yet.
        }
        return default;
    }
}
