using System.Text;
using Tracing.Finding;
using Tracing.Keeping;
using Tracing.Wire.Spans;

namespace Tracing.Storage.Packing;

/// <summary>The parts of a block, beside its attributes, that its filter has: three letters each of names, services and
/// status descriptions, the ranges of numbers, actors with those above them, and the beginnings of trace ids.</summary>
/// <remarks>One owner. Filters of earlier versions lack the marks and exclude nothing by these parts, or have the sizes
/// of numbers instead of ranges.</remarks>
internal sealed class PartFilter
{
    private const int Gram = 3;

    /// <summary>More would be of random texts, in which every search finds three letters that occur.</summary>
    private const int MaxGrams = 4_096;

    private const int IdDigits = 4;

    /// <summary>The size of the largest numbers, and of infinity.</summary>
    private const int MaxSize = 1_023;

    // Four, because each alone could be a false positive of an earlier filter.
    private static readonly ulong[] _marks =
        [.. Enumerable.Range(0, 4).Select(mark => TagFilter.HashOf($"\0parts {mark}"))];

    private static readonly ulong _anyText = TagFilter.HashOf("\0any text");
    private static readonly ulong _undelivered = TagFilter.HashOf(TracingTags.Undelivered);

    private readonly FilterEntries _hashes;
    private readonly HashSet<ulong> _grams = [];
    private readonly ByteSink _text = new(256);
    private readonly Dictionary<ulong, (double Least, double Greatest)> _numbers = [];

    public PartFilter(FilterEntries hashes)
    {
        _hashes = hashes;
        _hashes.Add(_marks);
    }

    /// <param name="key">The hash of the attribute's key.</param>
    /// <param name="number">Not NaN.</param>
    public void AddNumber(ulong key, double number)
    {
        var (least, greatest) = _numbers.GetValueOrDefault(key, (number, number));
        _numbers[key] = (Math.Min(least, number), Math.Max(greatest, number));
    }

    public void Add(in Tag tag)
    {
        if (NumberRanges.NumberOf(tag.Value) is { } number) AddNumber(TagFilter.HashOf(tag.Key), number);
        if (tag.Value.AsString is { } text) AddActor(Encoding.UTF8.GetBytes(tag.Key), Encoding.UTF8.GetBytes(text));
    }

    /// <summary>Adds the parts of an attribute that tells the path or the type of an actor.</summary>
    public void AddActor(ReadOnlySpan<byte> key, ReadOnlySpan<byte> text)
    {
        if (!key.StartsWith("akka.actor."u8)) return;
        if (key.SequenceEqual("akka.actor.path"u8)) AddParts("\0path "u8, text, "/"u8, isFromStart: true);
        else if (key.SequenceEqual("akka.actor.type"u8)) AddParts("\0type "u8, text, ".+"u8, isFromStart: false);
    }

    public void AddText(string text)
    {
        for (var at = 0; at + Gram <= text.Length && _grams.Count <= MaxGrams; at++)
            if (GramOf(text.AsSpan(at, Gram)) is { } gram)
                _grams.Add(gram);
    }

    public void Add(TraceId id)
    {
        const int IdBits = 64, DigitBits = 4;
        Span<byte> digits = stackalloc byte[IdDigits];
        for (var i = 0; i < IdDigits; i++)
            digits[i] = "0123456789abcdef"u8[(int)(id.High >> (IdBits - (DigitBits * (i + 1)))) & 0xf];
        _hashes.Add(HashOf("\0id "u8, digits));
    }

    /// <summary>Writes the filter; all parts were added.</summary>
    public byte[] Write()
    {
        if (_grams.Count > MaxGrams) _hashes.Add(_anyText);
        else
            foreach (var gram in _grams) _hashes.Add(gram);
        return NumberRanges.Append(BloomFilter.Write(_hashes), _numbers);
    }

    /// <summary>False: no number of the block meets the condition.</summary>
    public static bool MayMeet(ReadOnlySpan<byte> bits, NumberRanges numbers, AttributeCondition condition)
    {
        if (numbers.AreKnown) return numbers.MayMeet(condition);
        return condition.Operator is not (AttributeOperator.Greater or AttributeOperator.GreaterOrEqual)
            || NumberRanges.NumberOf(condition.Value) is not { } bound || MayReach(bits, condition.Key, bound);
    }

    /// <summary>False: no trace of the block matches.</summary>
    public static bool MayMatch(ReadOnlySpan<byte> bits, NumberRanges numbers, TraceQuery query)
    {
        if (!BloomFilter.MayHaveAll(bits, _marks)) return true;
        return (query.Text is not { } text || MayHaveId(bits, text) || MayHaveText(bits, text))
            && (query.StatusDescription is not { } description || MayHaveText(bits, description))
            && (query.ActorPath?.TrimEnd('/') is not { Length: > 0 } path || MayHave(bits, "path", path))
            && (query.ActorType is not { Length: > 0 } type || MayHave(bits, "type", type))
            && (query.MinMailboxWaitNanos is not (> 0 and var wait) || (numbers.AreKnown
                ? numbers.Reaches(TracingTags.MailboxWaitNanos, wait)
                : MayReach(bits, TracingTags.MailboxWaitNanos, wait)))
            && (!query.OnlyUndelivered || BloomFilter.MayHave(bits, _undelivered));
    }

    private static bool MayHaveText(ReadOnlySpan<byte> bits, string text)
    {
        if (BloomFilter.MayHave(bits, _anyText)) return true;
        for (var at = 0; at + Gram <= text.Length; at++)
            if (GramOf(text.AsSpan(at, Gram)) is { } gram && !BloomFilter.MayHave(bits, gram))
                return false;
        return true;
    }

    private static bool MayHaveId(ReadOnlySpan<byte> bits, string text) => text.All(char.IsAsciiHexDigit)
        && (text.Length < IdDigits || BloomFilter.MayHave(bits, IdHashOf(text.ToLowerInvariant())));

    private static bool MayHave(ReadOnlySpan<byte> bits, string kind, string part) =>
        BloomFilter.MayHave(bits, TagFilter.HashOf($"\0{kind} {part}"));

    // A path with all paths above it, or a type with all its ends. A search names any of them.
    private void AddParts(
        ReadOnlySpan<byte> kind, ReadOnlySpan<byte> whole, ReadOnlySpan<byte> borders, bool isFromStart)
    {
        if (!_hashes.Add(HashOf(kind, whole))) return;
        for (var at = 0; at < whole.Length; at++)
            if (borders.Contains(whole[at]))
                _hashes.Add(HashOf(kind, isFromStart ? whole[..at] : whole[(at + 1)..]));
    }

    private ulong HashOf(ReadOnlySpan<byte> kind, ReadOnlySpan<byte> part)
    {
        _text.Clear();
        _text.Raw(kind);
        _text.Raw(part);
        return ContentHash.Of(_text.Written);
    }

    // Letters beyond ASCII are left out, because what is equal in any case among them depends on the Unicode version.
    private static ulong? GramOf(ReadOnlySpan<char> text)
    {
        Span<byte> gram = [0, (byte)'t', 0, 0, 0];
        for (var i = 0; i < Gram; i++)
        {
            if (!char.IsAscii(text[i])) return null;
            gram[2 + i] = (byte)char.ToUpperInvariant(text[i]);
        }
        return ContentHash.Of(gram);
    }

    private static ulong IdHashOf(string hex) => TagFilter.HashOf($"\0id {hex.AsSpan(0, IdDigits)}");

    // Where there are no ranges, an attribute has the sizes of all numbers up to its greatest.
    private static bool MayReach(ReadOnlySpan<byte> bits, string key, double least) =>
        SizeOf(least) is not { } size || !BloomFilter.MayHaveAll(bits, _marks)
        || BloomFilter.MayHave(bits, SizeHashOf(key, size));

    private static ulong SizeHashOf(string key, int size) => TagFilter.HashOf($"\0size {size} {key}");

    // The power of two below a number; null: it is less than one.
    private static int? SizeOf(double number) => number >= 1 ? Math.Min(MaxSize, Math.ILogB(number)) : null;
}
