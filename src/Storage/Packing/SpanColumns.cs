using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Tracing.Storage.Packing;

/// <summary>The spans of a block as columns: for each span the numbers of its origin and its fields, its times and its
/// parent. Read from the packed streams without unpacking a span.</summary>
/// <remarks>Immutable, any thread. A span is known by its index, from 0 for the first span of the first
/// entry.</remarks>
internal sealed class SpanColumns
{
    /// <summary>The value of <see cref="ParentOf"/> where the entry does not have the parent.</summary>
    public const int NoParent = -1;

    /// <summary>The fewest bytes of a span's tokens: its origin and its end.</summary>
    private const int LeastTokens = 2;

    private readonly int[] _entries;
    private readonly int[] _origins;
    private readonly int[] _parents;
    private readonly ulong[] _starts;
    private readonly ulong[] _ends;
    private readonly int[] _fields;
    private readonly List<int> _chunks;

    private SpanColumns(ImmutableArray<EntryHead> heads, int spans, int chunks)
    {
        _entries = new int[heads.Length + 1];
        (_origins, _parents, _fields) = (new int[spans], new int[spans], new int[spans + 1]);
        (_starts, _ends) = (new ulong[spans], new ulong[spans]);
        _chunks = new List<int>(chunks);
    }

    /// <param name="origins">Number of origins of the block.</param>
    /// <param name="chunks">For each field of the block whether it is wanted; <see cref="FieldsOf"/> lacks the
    /// others.</param>
    /// <exception cref="InvalidDataException">The streams are damaged.</exception>
    public static SpanColumns Read(ImmutableArray<EntryHead> heads, ReadOnlySpan<byte> tokens, ReadOnlySpan<byte> times,
        int origins, bool[] chunks)
    {
        long spans = 0;
        foreach (var head in heads) spans += head.Spans;
        if (spans > tokens.Length / LeastTokens) throw new InvalidDataException("a block says it has too many spans");
        // About half of the tokens are numbers of fields. An array for all of them would be one of the large ones,
        // which the garbage collector frees seldom.
        var columns = new SpanColumns(heads, (int)spans, chunks.Contains(false) ? (int)spans : tokens.Length / 2);
        columns.Read(heads, new ByteSource(tokens), new ByteSource(times), chunks);
        foreach (var origin in columns._origins)
            if (origin >= origins)
                throw new InvalidDataException("a span has no origin");
        return columns;
    }

    /// <summary>The first span of an entry. The entry ends where the next one begins.</summary>
    public int FirstOf(int entry) => _entries[entry];

    public int OriginOf(int span) => _origins[span];

    public ulong StartOf(int span) => _starts[span];

    public ulong EndOf(int span) => _ends[span];

    /// <summary>The index of the parent within its entry, or <see cref="NoParent"/>.</summary>
    public int ParentOf(int span) => _parents[span];

    /// <summary>The numbers of the span's fields, of those that are wanted, in their order.</summary>
    public ReadOnlySpan<int> FieldsOf(int span) =>
        CollectionsMarshal.AsSpan(_chunks)[_fields[span].._fields[span + 1]];

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Read(ImmutableArray<EntryHead> heads, ByteSource tokens, ByteSource times, bool[] wanted)
    {
        var (span, newChunk, chunks) = (0, 0, _chunks);
        for (var entry = 0; entry < heads.Length; entry++)
        {
            ulong start = 0;
            for (var end = span + heads[entry].Spans; span < end; span++)
            {
                (_origins[span], _parents[span]) = (tokens.Int(), NoParent);
                while (tokens.Int() is not SpanToken.End and var token)
                {
                    switch (token)
                    {
                        case >= SpanToken.FirstChunk or SpanToken.NewChunk:
                            var chunk = token == SpanToken.NewChunk ? newChunk++ : token - SpanToken.FirstChunk;
                            if ((uint)chunk >= (uint)wanted.Length)
                                throw new InvalidDataException("a span names an unknown field");
                            if (wanted[chunk]) chunks.Add(chunk);
                            break;
                        case SpanToken.ParentHere: _parents[span] = times.Int(); break;
                        case SpanToken.Start: _starts[span] = start = times.Difference(start); break;
                        case SpanToken.EndTime: _ends[span] = times.Difference(start); break;
                    }
                }
                _fields[span + 1] = chunks.Count;
            }
            _entries[entry + 1] = span;
        }
    }
}
