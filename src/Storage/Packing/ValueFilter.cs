using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Tracing.Finding;
using Tracing.Wire.Spans;

namespace Tracing.Storage.Packing;

/// <summary>Three and four letters each of the texts that an attribute has in a block, in the block's filter, for
/// patterns that contain a text.</summary>
/// <remarks>One owner; reusable after <see cref="End"/>. An attribute with a value of another type, or with so many
/// different letters that every search would find its own, is marked as one that may have any text. Filters of earlier
/// versions lack the marks, or have three letters alone, and exclude nothing by what they lack.</remarks>
internal sealed class ValueFilter(FilterEntries hashes)
{
    /// <summary>Blocks in which an attribute is not read again that had too many letters early in a block: it mostly
    /// has them in the next ones too, and finding out takes most of the time.</summary>
    public const int BlocksPassedOver = 7;

    /// <summary>The most attributes that are passed over.</summary>
    private const int MaxPassedOver = 1_024;

    /// <summary>The most groups of three letters, for all attributes of a block.</summary>
    private const int MaxThrees = 8 * TextGrams.MaxGrams;

    /// <summary>The most groups of four letters, for all attributes of a block.</summary>
    private const int MaxFours = 4 * TextGrams.MaxGrams;

    private const int AnyThree = -1, AnyFour = -2;

    /// <summary>Tells groups of four letters from those of three.</summary>
    private const int FourMark = 1 << TextGram.ThreeBits;

    // Four, because each alone could be a false positive of an earlier filter.
    private static readonly ulong[] _marks =
        [.. Enumerable.Range(0, 4).Select(mark => TagFilter.HashOf($"\0values {mark}"))];

    private static readonly ulong[] _fourMarks =
        [.. Enumerable.Range(0, 4).Select(mark => TagFilter.HashOf($"\0values of four {mark}"))];

    private readonly Dictionary<ulong, TextGrams> _gramsOf = [];

    // By the hash of the key, the number of blocks that are left.
    private readonly Dictionary<ulong, int> _passedOver = [];

    public FilterEntries Hashes => hashes;

    /// <param name="key">The hash of the key.</param>
    /// <param name="text">In UTF-8.</param>
    public void Add(ulong key, ReadOnlySpan<byte> text)
    {
        ref var grams = ref CollectionsMarshal.GetValueRefOrAddDefault(_gramsOf, key, out _);
        grams ??= _passedOver.ContainsKey(key) ? TextGrams.Any() : TextGrams.None();
        grams.Add(text);
    }

    /// <summary>Adds a value that is no text.</summary>
    public void AddOther(ulong key)
    {
        ref var grams = ref CollectionsMarshal.GetValueRefOrAddDefault(_gramsOf, key, out _);
        if (grams is null) grams = TextGrams.Any();
        else grams.Drop();
    }

    /// <summary>Adds the entries to the hashes; all values were added.</summary>
    public void End()
    {
        hashes.Add(_marks);
        hashes.Add(_fourMarks);
        var (threes, fours) = (MaxThrees, MaxFours);
        foreach (var (key, grams) in _gramsOf)
        {
            Write(key, 0, grams.Threes, AnyThree, ref threes);
            Write(key, FourMark, grams.Fours, AnyFour, ref fours);
            PassOver(key, grams);
            grams.Drop();
        }
        _gramsOf.Clear();
    }

    /// <summary>False: no text of the block matches the pattern of the condition.</summary>
    public static bool MayMeet(ReadOnlySpan<byte> bits, AttributeCondition condition)
    {
        if (condition.Operator != AttributeOperator.Matches || condition.MatchedTexts.IsEmpty
            || !BloomFilter.MayHaveAll(bits, _marks)) return true;
        var key = TagFilter.HashOf(condition.Key);
        var anyThree = BloomFilter.MayHave(bits, HashOf(key, AnyThree));
        var anyFour = !BloomFilter.MayHaveAll(bits, _fourMarks) || BloomFilter.MayHave(bits, HashOf(key, AnyFour));
        if (anyThree && anyFour) return true;
        foreach (var text in condition.MatchedTexts)
        {
            var letters = 0u;
            for (int at = 0, known = 0; at < text.Length; at++)
            {
                known = char.IsAscii(text[at]) ? known + 1 : 0;
                letters = TextGram.Next(letters, (byte)text[at]);
                var (isThree, isFour) = (known >= TextGram.Letters && !anyThree, known > TextGram.Letters && !anyFour);
                if (isThree && !BloomFilter.MayHave(bits, HashOf(key, TextGram.ThreeOf(letters)))) return false;
                if (isFour && !BloomFilter.MayHave(bits, HashOf(key, FourMark | TextGram.FourOf(letters)))) return false;
            }
        }
        return true;
    }

    private void PassOver(ulong key, TextGrams grams)
    {
        if (grams.WasFullEarly && _passedOver.Count < MaxPassedOver) _passedOver[key] = BlocksPassedOver;
        else if (_passedOver.TryGetValue(key, out var left) && left > 1) _passedOver[key] = left - 1;
        else _passedOver.Remove(key);
    }

    private void Write(ulong key, int mark, GramSet? grams, int any, ref int room)
    {
        if (grams is null || grams.Numbers.Length > room)
        {
            hashes.Add(HashOf(key, any));
            return;
        }
        room -= grams.Numbers.Length;
        foreach (var gram in grams.Numbers) hashes.Add(HashOf(key, mark | gram));
    }

    private static ulong HashOf(ulong key, int gram)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong) + sizeof(int)];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, key);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[sizeof(ulong)..], gram);
        return ContentHash.Of(bytes);
    }
}
