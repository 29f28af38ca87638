using System.Collections.Immutable;

namespace Tracing.Storage.Packing;

/// <summary>What a block has of its spans beside their fields and ids: the heads of the entries, times and
/// tokens.</summary>
/// <remarks>Immutable, any thread.</remarks>
internal sealed class SpanStreams
{
    private readonly byte[] _bytes;
    private readonly int _timesAt;
    private readonly int _tokensAt;

    /// <param name="entries">Number of entries.</param>
    /// <exception cref="InvalidDataException">The bytes are damaged.</exception>
    public SpanStreams(byte[] bytes, int at, int entries)
    {
        _bytes = bytes;
        var from = new ByteSource(bytes.AsSpan(at));
        Heads = ReadHeads(entries, from.Block());
        var times = from.Count();
        _timesAt = at + from.Position;
        from.Raw(times);
        from.Count();
        _tokensAt = at + from.Position;
    }

    public ImmutableArray<EntryHead> Heads { get; }

    public ReadOnlyMemory<byte> Times => _bytes.AsMemory(_timesAt, _tokensAt - _timesAt);

    public ReadOnlyMemory<byte> Tokens => _bytes.AsMemory(_tokensAt);

    public static void Write(ByteSink to, ReadOnlySpan<byte> heads, ReadOnlySpan<byte> times, ReadOnlySpan<byte> tokens)
    {
        to.Block(heads);
        to.Block(times);
        to.Block(tokens);
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
