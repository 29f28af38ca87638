namespace Tracing.Storage.Packing;

/// <summary>The numbers of a block by which a search skips it.</summary>
internal readonly record struct BlockHeader(
    int Entries, int Bytes, long NewestMillis, long MinStart, long MaxStart, long MinDuration, long MaxDuration,
    int Errors, int Kinds)
{
    public static BlockHeader Of(Block block)
    {
        int kinds = 0, errors = 0;
        ulong minStart = ulong.MaxValue, maxStart = 0, minDuration = ulong.MaxValue, maxDuration = 0;
        foreach (var entry in block.Entries)
        {
            kinds |= 1 << (int)entry.Kind;
            errors += entry.HasErrors ? 1 : 0;
            minStart = Math.Min(minStart, entry.StartUnixNanos);
            maxStart = Math.Max(maxStart, entry.StartUnixNanos);
            minDuration = Math.Min(minDuration, entry.DurationNanos);
            maxDuration = Math.Max(maxDuration, entry.DurationNanos);
        }
        return new BlockHeader(block.Entries.Length, block.Body.Length, block.NewestUnixMillis,
            SignedNanos.Of(minStart), SignedNanos.Of(maxStart), SignedNanos.Of(minDuration),
            SignedNanos.Of(maxDuration), errors, kinds);
    }

    public int Sum(ReadOnlySpan<byte> labels) => Checksum.Of(
        [Entries, Bytes, NewestMillis, MinStart, MaxStart, MinDuration, MaxDuration, Errors, Kinds], labels);
}
