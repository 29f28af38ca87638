using System.Collections.Immutable;

namespace Tracing.Storage.Packing;

/// <summary>The heads of a block's entries, and the times and tokens of its spans. Their fields and ids are stored
/// elsewhere.</summary>
/// <remarks>Immutable, any thread.</remarks>
internal sealed class SpanStreams
{
    private SpanStreams(ImmutableArray<EntryHead> heads, ReadOnlyMemory<byte> times, ReadOnlyMemory<byte> tokens) =>
        (Heads, Times, Tokens) = (heads, times, tokens);

    public ImmutableArray<EntryHead> Heads { get; }

    public ReadOnlyMemory<byte> Times { get; }

    public ReadOnlyMemory<byte> Tokens { get; }

    /// <summary>Writes the streams that are compressed. Times hardly are, so they are kept by themselves.</summary>
    public static void Write(ByteSink to, ReadOnlySpan<byte> heads, ReadOnlySpan<byte> tokens)
    {
        to.Block(heads);
        to.Raw(tokens);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <param name="entries">Number of entries.</param>
    /// <exception cref="InvalidDataException">The bytes are damaged.</exception>
    public static SpanStreams Read(byte[] bytes, int entries, ReadOnlyMemory<byte> times)
    {
        var from = new ByteSource(bytes);
        var heads = ReadHeads(entries, from.Block());
        return new SpanStreams(heads, times, bytes.AsMemory(from.Position));
    }

    /// <summary>Reads the streams as they were up to version 2, at the end of other bytes.</summary>
    /// <exception cref="InvalidDataException">The bytes are damaged.</exception>
    public static SpanStreams ReadOld(byte[] bytes, int at, int entries)
    {
        var from = new ByteSource(bytes.AsSpan(at));
        var heads = ReadHeads(entries, from.Block());
        var times = from.Count();
        var timesAt = at + from.Position;
        from.Raw(times);
        from.Count();
        return new SpanStreams(heads, bytes.AsMemory(timesAt, times), bytes.AsMemory(at + from.Position));
    }

    /// <exception cref="InvalidDataException">The heads are damaged.</exception>
    public static ImmutableArray<EntryHead> ReadHeads(int count, ReadOnlySpan<byte> from)
    {
        var heads = ImmutableArray.CreateBuilder<EntryHead>(count);
        var source = new ByteSource(from);
        for (var i = 0; i < count; i++) heads.Add(EntryHead.Read(ref source));
        return heads.DrainToImmutable();
    }
}
