using System.Numerics;
using System.Runtime.InteropServices;

namespace Tracing;

/// <summary>The bounded queue between the threads that finish spans and the one reporter that drains them.</summary>
/// <remarks>
/// Many writers, one reader, no locks, nothing allocated after construction. A full ring refuses; it never blocks and
/// never overwrites. Each slot carries a sequence number: slot i is free for the writer that claimed position p when it
/// reads p, and full for the reader when it reads p + 1 (Vyukov's bounded queue). It is kept less the slot's index, so that all
/// begin at zero and a new ring's memory is not touched before spans come.
/// </remarks>
internal sealed class SpanRing
{
    private readonly Slot[] _slots;
    private readonly int _mask;
    private Positions _at;

    /// <param name="capacity">Spans; rounded up to a power of two, at least 2.</param>
    public SpanRing(int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacity);
        _slots = new Slot[(int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(capacity, 2))];
        _mask = _slots.Length - 1;
    }

    public int Capacity => _slots.Length;

    /// <summary>How many spans wait; a moment's estimate while others write.</summary>
    public int Count => (int)(Volatile.Read(ref _at.Write) - Volatile.Read(ref _at.Read));

    /// <summary>Takes the record of a span that has ended.</summary>
    public bool TryAdd(Span span, SpanBody body)
    {
        while (true)
        {
            var position = Volatile.Read(ref _at.Write);
            ref var slot = ref _slots[(int)position & _mask];
            var free = position & ~(long)_mask;
            var ahead = Volatile.Read(ref slot.Sequence) - free;
            if (ahead < 0) return false;
            if (ahead > 0 || Interlocked.CompareExchange(ref _at.Write, position + 1, position) != position) continue;
            slot.Span.Take(span, body);
            // The record must be visible before the slot counts as full.
            Volatile.Write(ref slot.Sequence, free + 1);
            return true;
        }
    }

    /// <summary>Moves up to <paramref name="to"/>.Length spans out, oldest first. One caller at a time.</summary>
    public int Drain(Span<FinishedSpan> to)
    {
        var taken = 0;
        while (taken < to.Length)
        {
            var position = _at.Read;
            ref var slot = ref _slots[(int)position & _mask];
            var free = position & ~(long)_mask;
            if (Volatile.Read(ref slot.Sequence) != free + 1) break;
            to[taken++] = slot.Span;
            slot.Span.Forget();
            Volatile.Write(ref slot.Sequence, free + _slots.Length);
            Volatile.Write(ref _at.Read, position + 1);
        }
        return taken;
    }

    private struct Slot
    {
        public long Sequence;
        public FinishedSpan Span;
    }

    // Writers and the reader on cache lines of their own: sharing one costs each writer a miss per span.
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct Positions
    {
        [FieldOffset(64)] public long Write;
        [FieldOffset(192)] public long Read;
    }
}
