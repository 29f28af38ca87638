using System.Numerics;
using Tracing.TailSampling;

namespace Tracing.Assembling;

/// <summary>Remembers dropped traces and why they were dropped, in eight bytes each.</summary>
/// <remarks>
/// A table of sets of sixteen: the id says which set, 48 further bits of it and the reason are what is held; a new
/// entry takes
/// the place of the oldest in its set. The table is made when the first trace is dropped, and never grows. A trace that
/// was not
/// dropped is taken for one with a chance of 16 in 2⁴⁸. One owner.
/// </remarks>
internal sealed class DroppedTraces(int capacity)
{
    private const int SetSize = 16;
    private const int RuleBits = 16;

    // Zero is an empty slot, so rules are held one higher; those beyond the last number share it.
    private const int LastRule = (1 << RuleBits) - 2;

    private ulong[] _slots = [];
    private byte[] _oldest = [];

    /// <summary>Traces that fit: the capacity, rounded up to a power of two of sets.</summary>
    public int Capacity { get; } = capacity <= 0 ? 0
        : (int)BitOperations.RoundUpToPowerOf2((uint)(capacity + SetSize - 1) / SetSize) * SetSize;

    public void Remember(TraceId id, int rule)
    {
        if (Capacity == 0) return;
        if (_slots.Length == 0)
        {
            _slots = new ulong[Capacity];
            _oldest = new byte[Capacity / SetSize];
        }
        var (set, mark) = PlaceOf(id);
        ref var next = ref _oldest[set];
        _slots[(set * SetSize) + next] = mark | ((ulong)Math.Min(rule, LastRule) + 1);
        next = (byte)((next + 1) % SetSize);
    }

    /// <param name="rule">The number that it was dropped under.</param>
    public bool TryFind(TraceId id, out int rule)
    {
        rule = 0;
        if (_slots.Length == 0) return false;
        var (set, mark) = PlaceOf(id);
        foreach (var slot in _slots.AsSpan(set * SetSize, SetSize))
        {
            if (slot == 0 || slot >> RuleBits != mark >> RuleBits) continue;
            rule = (int)(slot & (LastRule + 1)) - 1;
            return true;
        }
        return false;
    }

    // The set comes from other bits than the mark: traces of one set must not share part of their marks.
    private (int Set, ulong Mark) PlaceOf(TraceId id)
    {
        var mark = TraceCoin.Mix(id);
        var set = (int)(TraceCoin.Mix(new TraceId(mark, id.High)) & (ulong)(_oldest.Length - 1));
        return (set, mark >> RuleBits << RuleBits);
    }
}
