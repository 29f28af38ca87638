using System.Buffers.Binary;
using Tracing.Finding;

namespace Tracing.Storage.Packing;

/// <summary>The least and the greatest number that each attribute of a block has. They follow the bits of the block's
/// filter.</summary>
/// <remarks>
/// For each attribute the hash of its key and the two numbers, then the number of attributes and a mark. Filters of
/// earlier versions do not end with the mark. A stored format: never change it.
/// </remarks>
internal readonly ref struct NumberRanges
{
    /// <summary>A block with more attributes that are numbers has one range for all, in which every number is.</summary>
    public const int MaxKeys = 512;

    private const ulong AllKeys = 0;

    private const ulong Mark = 0x8E3C_5D17_A94B_F260;
    private const int RangeBytes = 3 * sizeof(ulong), EndBytes = sizeof(uint) + sizeof(ulong);

    private readonly ReadOnlySpan<byte> _ranges;

    private NumberRanges(ReadOnlySpan<byte> ranges)
    {
        _ranges = ranges;
        AreKnown = true;
    }

    /// <summary>False: the filter does not have them, and every number may be in the block.</summary>
    public bool AreKnown { get; }

    /// <summary>Takes the ranges from the end of a filter.</summary>
    /// <param name="bits">What is before them.</param>
    public static NumberRanges Split(ReadOnlySpan<byte> filter, out ReadOnlySpan<byte> bits)
    {
        bits = filter;
        if (filter.Length < EndBytes || BinaryPrimitives.ReadUInt64LittleEndian(filter[^sizeof(ulong)..]) != Mark)
            return default;
        var bytes = (long)BinaryPrimitives.ReadUInt32LittleEndian(filter[^EndBytes..]) * RangeBytes;
        if (bytes > filter.Length - EndBytes) return default;
        bits = filter[..^((int)bytes + EndBytes)];
        return new NumberRanges(filter[bits.Length..^EndBytes]);
    }

    /// <summary>Writes the bits of a filter and the ranges after them.</summary>
    /// <param name="ranges">By the hash of the attribute's key.</param>
    public static byte[] Append(byte[] bits, Dictionary<ulong, (double Least, double Greatest)> ranges)
    {
        if (ranges.Count > MaxKeys)
            ranges = new() { [AllKeys] = (double.NegativeInfinity, double.PositiveInfinity) };
        var filter = new byte[bits.Length + (ranges.Count * RangeBytes) + EndBytes];
        bits.CopyTo(filter, 0);
        var to = filter.AsSpan(bits.Length);
        foreach (var (key, (least, greatest)) in ranges)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(to, key);
            BinaryPrimitives.WriteDoubleLittleEndian(to[sizeof(ulong)..], least);
            BinaryPrimitives.WriteDoubleLittleEndian(to[(2 * sizeof(ulong))..], greatest);
            to = to[RangeBytes..];
        }
        BinaryPrimitives.WriteUInt32LittleEndian(to, (uint)ranges.Count);
        BinaryPrimitives.WriteUInt64LittleEndian(to[sizeof(uint)..], Mark);
        return filter;
    }

    /// <summary>False: no number of the block meets the condition.</summary>
    /// <remarks>A number that has no exact double is rounded, here and in the ranges. Rounding never changes the order
    /// of two numbers, it only makes some equal, so equal numbers are not excluded.</remarks>
    public bool MayMeet(AttributeCondition condition)
    {
        if (!AreKnown || NumberOf(condition.Value) is not { } bound) return true;
        return condition.Operator switch
        {
            AttributeOperator.Greater or AttributeOperator.GreaterOrEqual => Reaches(condition.Key, bound),
            AttributeOperator.Less or AttributeOperator.LessOrEqual => BeginsAt(condition.Key, bound),
            _ => true,
        };
    }

    /// <summary>True when an attribute has a number that is not less than this one, up to rounding.</summary>
    public bool Reaches(string key, double least)
    {
        var hash = TagFilter.HashOf(key);
        for (var at = 0; at < _ranges.Length; at += RangeBytes)
            if (IsOf(hash, at) && NumberAt(at + (2 * sizeof(ulong))) >= least)
                return true;
        return false;
    }

    /// <summary>The number as a double; null: it is none, or NaN, which is in no order.</summary>
    public static double? NumberOf(in TagValue value) => value.Kind switch
    {
        TagKind.Int => value.AsInt,
        TagKind.Double when !double.IsNaN(value.AsDouble) => value.AsDouble,
        _ => null,
    };

    private bool BeginsAt(string key, double greatest)
    {
        var hash = TagFilter.HashOf(key);
        for (var at = 0; at < _ranges.Length; at += RangeBytes)
            if (IsOf(hash, at) && NumberAt(at + sizeof(ulong)) <= greatest)
                return true;
        return false;
    }

    private bool IsOf(ulong hash, int at) =>
        BinaryPrimitives.ReadUInt64LittleEndian(_ranges[at..]) is var key && (key == hash || key == AllKeys);

    private double NumberAt(int at) => BinaryPrimitives.ReadDoubleLittleEndian(_ranges[at..]);
}
