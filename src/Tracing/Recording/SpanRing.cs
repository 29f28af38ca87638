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
    private readonly long[] _sequences;
    private readonly FinishedSpan[] _spans;
    private readonly int _mask;
    private Positions _at;

    /// <param name="capacity">Spans; rounded up to a power of two, at least 2.</param>
    public SpanRing(int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacity);
        _sequences = new long[(int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(capacity, 2))];
        _spans = new FinishedSpan[_sequences.Length];
        _mask = _sequences.Length - 1;
    }

    public int Capacity => _sequences.Length;

    /// <summary>How many spans wait; a moment's estimate while others write.</summary>
    public int Count => (int)(Volatile.Read(ref _at.Write) - Volatile.Read(ref _at.Read));

    /// <summary>Takes the record of a span that has ended.</summary>
    public bool TryAdd(Span span, SpanBody body)
    {
        while (true)
        {
            var position = Volatile.Read(ref _at.Write);
            var slot = (int)position & _mask;
            var free = position - slot;
            ref var sequence = ref _sequences[slot];
            var ahead = Volatile.Read(ref sequence) - free;
            if (ahead < 0) return false;
            if (ahead > 0 || Interlocked.CompareExchange(ref _at.Write, position + 1, position) != position) continue;
            _spans[slot].Take(span, body);
            // The record must be visible before the slot counts as full.
            Volatile.Write(ref sequence, free + 1);
            return true;
        }
    }

    /// <summary>Moves up to <paramref name="to"/>.Length spans out, oldest first. One caller at a time.</summary>
    public int Drain(Span<FinishedSpan> to)
    {
        var taken = 0;
        // Twice at most for all that waits: up to the end of the ring, and from its beginning.
        while (taken < to.Length && DrainRun(to[taken..]) is > 0 and var run) taken += run;
        return taken;
    }

    // A run of slots at once: copying a record by itself costs as much as writing it did.
    private int DrainRun(Span<FinishedSpan> to)
    {
        var position = _at.Read;
        var first = (int)position & _mask;
        var free = position - first;
        var sequences = _sequences.AsSpan(first, Math.Min(to.Length, Capacity - first));
        var run = 0;
        while (run < sequences.Length && Volatile.Read(ref sequences[run]) == free + 1) run++;
        var spans = _spans.AsSpan(first, run);
        spans.CopyTo(to);
        // Nothing is kept alive that has been taken, and a record finds its slot as if it were new.
        spans.Clear();
        foreach (ref var sequence in sequences[..run]) Volatile.Write(ref sequence, free + Capacity);
        Volatile.Write(ref _at.Read, position + run);
        return run;
    }

    // Writers and the reader on cache lines of their own: sharing one costs each writer a miss per span.
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct Positions
    {
        [FieldOffset(64)] public long Write;
        [FieldOffset(192)] public long Read;
    }
}
