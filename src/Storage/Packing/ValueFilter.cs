using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Tracing.Finding;
using Tracing.Wire.Spans;

namespace Tracing.Storage.Packing;

/// <summary>Three letters each of the texts that an attribute has in a block, in the block's filter, for patterns that
/// contain a text.</summary>
/// <remarks>One owner. An attribute with a value of another type, or with so many different letters that every search
/// would find its own, is marked as one that may have any text. Filters of earlier versions lack the marks and exclude
/// nothing by these parts.</remarks>
internal sealed class ValueFilter(FilterEntries hashes)
{
    private const int Letters = 3;

    /// <summary>The most for one attribute. Random ids have more after some fifty of them.</summary>
    private const int MaxGrams = 1_024;

    /// <summary>The most for all attributes of a block.</summary>
    private const int MaxAllGrams = 8 * MaxGrams;

    private const int LetterBits = 6;

    // Four, because each alone could be a false positive of an earlier filter.
    private static readonly ulong[] _marks =
        [.. Enumerable.Range(0, 4).Select(mark => TagFilter.HashOf($"\0values {mark}"))];

    // Null: the attribute may have any text.
    private readonly Dictionary<ulong, GramSet?> _gramsOf = [];

    /// <param name="key">The hash of the key.</param>
    /// <param name="text">In UTF-8.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Add(ulong key, ReadOnlySpan<byte> text)
    {
        if (!_gramsOf.TryGetValue(key, out var grams)) _gramsOf.Add(key, grams = new GramSet(LetterBits * Letters));
        if (grams is null) return;
        // Letters beyond ASCII are left out. A gram has the last three letters.
        for (int at = 0, known = 0, gram = 0; at < text.Length; at++)
        {
            known = text[at] < 0x80 ? known + 1 : 0;
            gram = Next(gram, text[at]);
            if (known >= Letters) grams.Add(gram);
        }
        if (grams.Count > MaxGrams) AddOther(key);
    }

    /// <summary>Adds a value that is no text.</summary>
    public void AddOther(ulong key)
    {
        ref var grams = ref CollectionsMarshal.GetValueRefOrAddDefault(_gramsOf, key, out _);
        grams?.Dispose();
        grams = null;
    }

    /// <summary>Adds the entries to the hashes; all values were added.</summary>
    public void End()
    {
        hashes.Add(_marks);
        var all = 0;
        foreach (var (key, grams) in _gramsOf)
        {
            if (grams is null || all + grams.Count > MaxAllGrams)
            {
                hashes.Add(AnyHashOf(key));
            }
            else
            {
                all += grams.Count;
                for (var gram = -1; (gram = grams.NextFrom(gram + 1)) >= 0;) hashes.Add(HashOf(key, gram));
            }
            grams?.Dispose();
        }
        _gramsOf.Clear();
    }

    /// <summary>False: no text of the block matches the pattern of the condition.</summary>
    public static bool MayMeet(ReadOnlySpan<byte> bits, AttributeCondition condition)
    {
        if (condition.Operator != AttributeOperator.Matches || condition.MatchedTexts.IsEmpty
            || !BloomFilter.MayHaveAll(bits, _marks)) return true;
        var key = TagFilter.HashOf(condition.Key);
        if (BloomFilter.MayHave(bits, AnyHashOf(key))) return true;
        foreach (var text in condition.MatchedTexts)
        {
            for (int at = 0, known = 0, gram = 0; at < text.Length; at++)
            {
                known = char.IsAscii(text[at]) ? known + 1 : 0;
                gram = Next(gram, (byte)text[at]);
                if (known >= Letters && !BloomFilter.MayHave(bits, HashOf(key, gram))) return false;
            }
        }
        return true;
    }

    // Six bits a letter: some are taken for others, so a text that is not there may be found, and never the reverse.
    private static int Next(int gram, byte letter) =>
        ((gram << LetterBits) | (letter & ((1 << LetterBits) - 1))) & ((1 << (LetterBits * Letters)) - 1);

    private static ulong HashOf(ulong key, int gram)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong) + sizeof(int)];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, key);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[sizeof(ulong)..], gram);
        return ContentHash.Of(bytes);
    }

    private static ulong AnyHashOf(ulong key) => HashOf(key, -1);
}
