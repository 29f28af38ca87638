using System.Numerics;
using Tracing.TailSampling;

namespace Tracing.Assembling;

/// <summary>Remembers dropped traces, each with the number of the decision that dropped it, in eight bytes. One
/// owner.</summary>
/// <remarks>
/// A table of sets of sixteen slots. Some bits of the trace id choose the set; a slot holds 48 other bits and the
/// decision number. A new entry replaces the oldest of its set. The table is allocated when the first trace is dropped,
/// and never grows. A trace that was not dropped is mistaken for a dropped one with a chance of 16 in 2⁴⁸.
/// </remarks>
internal sealed class DroppedTraces(int capacity)
{
    private const int SetSize = 16;
    private const int NumberBits = 16;

    // Zero marks an empty slot, so numbers are stored plus one; numbers beyond the last share it.
    private const int LastNumber = (1 << NumberBits) - 2;

    private ulong[] _slots = [];
    private byte[] _oldest = [];

    /// <summary>Number of traces that fit: the given capacity, rounded up to a power of two of sets.</summary>
    public int Capacity { get; } = capacity <= 0 ? 0
        : (int)BitOperations.RoundUpToPowerOf2((uint)(capacity + SetSize - 1) / SetSize) * SetSize;

    public void Remember(TraceId id, int decisionNumber)
    {
        if (Capacity == 0) return;
        if (_slots.Length == 0)
        {
            _slots = new ulong[Capacity];
            _oldest = new byte[Capacity / SetSize];
        }
        var (set, mark) = Locate(id);
        ref var next = ref _oldest[set];
        _slots[(set * SetSize) + next] = mark | ((ulong)Math.Min(decisionNumber, LastNumber) + 1);
        next = (byte)((next + 1) % SetSize);
    }

    /// <param name="decisionNumber">The number of the decision that dropped the trace.</param>
    public bool TryFind(TraceId id, out int decisionNumber)
    {
        decisionNumber = 0;
        if (_slots.Length == 0) return false;
        var (set, mark) = Locate(id);
        foreach (var slot in _slots.AsSpan(set * SetSize, SetSize))
        {
            if (slot == 0 || slot >> NumberBits != mark >> NumberBits) continue;
            decisionNumber = (int)(slot & (LastNumber + 1)) - 1;
            return true;
        }
        return false;
    }

    // The set is chosen by other bits than the mark, or the traces of one set would share part of their marks.
    private (int Set, ulong Mark) Locate(TraceId id)
    {
        var mark = TraceCoin.Mix(id);
        var set = (int)(TraceCoin.Mix(new TraceId(mark, id.High)) & (ulong)(_oldest.Length - 1));
        return (set, mark >> NumberBits << NumberBits);
    }
}
