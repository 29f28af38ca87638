using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Akka.Actor;

namespace Tracing.Actors;

/// <summary>A part of a <see cref="WaitingLine"/>: a ring of slots for messages.</summary>
/// <remarks>
/// A thread that adds claims the next position with one interlocked step, and then fills the position's slot. It writes
/// the message last, so a slot that has a message is full. Positions only grow; a slot is free again when the message
/// that was there one ring length earlier has been taken.
/// <para>A message with a trace lies in a second ring, which is made for the first such message, and leaves a mark in
/// its slot of the first ring. So untraced messages touch no memory that only traces need. Both counts are parts of one
/// number, so one step claims both slots, and the second ring has the messages in the same order as the first has their
/// marks.</para>
/// </remarks>
internal sealed class LineSegment
{
    private const int MaxLength = 1 << 20;

    private const int PositionBits = 40;

    /// <summary>The last position of a segment, after which the line goes on in another one: a day of ten million
    /// messages a second.</summary>
    public const long LastPosition = (1L << PositionBits) - 1;

    // In Positions.Claimed: one message with a trace, counted above the bits for positions. The count wraps; it has
    // more values than the second ring has slots, so that no value can mean two different states.
    private const long Traced = 1L << PositionBits;
    private const int MaxTraced = (1 << 22) - 1;

    // The bit above both counts: nothing more can be added.
    private const long Closed = 1L << 62;

    private readonly Slot[] _slots;
    private readonly int _tracesLength;
    private TraceSlot[]? _traces;
    private LineSegment? _next;
    private Positions _at;

    /// <param name="length">A power of two.</param>
    /// <param name="tracesLength">The slots for messages with a trace: a power of two, not more than
    /// <paramref name="length"/>.</param>
    /// <param name="from">The first position.</param>
    public LineSegment(int length, int tracesLength, long from = 0)
    {
        _slots = new Slot[length];
        _tracesLength = tracesLength;
        _at.Claimed = _at.Taken = from;
        _at.Limit = LimitAt(from);
    }

    private int TracesWaiting =>
        (int)((Volatile.Read(ref _at.Claimed) >> PositionBits) - Volatile.Read(ref _at.TracesTaken)) & MaxTraced;

    /// <summary>The segment after this one, which is closed then; null: this is the last.</summary>
    public LineSegment? Next => Volatile.Read(ref _next);

    /// <summary>Messages that have claimed a slot and have not been taken.</summary>
    public long Count
    {
        get
        {
            // Read in this order: what has been taken was claimed before, so the difference is never below zero.
            var taken = Volatile.Read(ref _at.Taken);
            return (Volatile.Read(ref _at.Claimed) & LastPosition) - taken;
        }
    }

    // Marks a slot whose message lies in the second ring. A runtime type object is never moved, so storing it needs no
    // write barrier of the garbage collector. The store must be a call with this object alone: in an expression that
    // may also be a message, the JIT emits the barrier.
    private static object InSecondRing => typeof(TraceSlot);

    /// <returns>False: the segment is full, or closed.</returns>
    public bool TryAdd(object message, IActorRef sender)
    {
        while (true)
        {
            var at = Volatile.Read(ref _at.Claimed);
            if (IsFullAt(at)) return false;
            if (Interlocked.CompareExchange(ref _at.Claimed, at + 1, at) != at) continue;
            Fill((int)at & (_slots.Length - 1), message, sender);
            return true;
        }
    }

    /// <inheritdoc cref="TryAdd(object, IActorRef)"/>
    public bool TryAdd(object message, IActorRef sender, MessageTrace trace, long sentMonotonicNanos)
    {
        while (true)
        {
            var at = Volatile.Read(ref _at.Claimed);
            if (IsFullAt(at)) return false;
            var traced = (int)(at >> PositionBits) & MaxTraced;
            if (((traced - (int)Volatile.Read(ref _at.TracesSeen)) & MaxTraced) >= _tracesLength
                && !HasTraceRoom(traced))
            {
                // Others may have added since the first read and the actor has taken those: then the difference is
                // wrong.
                if (Volatile.Read(ref _at.Claimed) == at) return false;
                continue;
            }
            if (Interlocked.CompareExchange(ref _at.Claimed, ((at + Traced) & ~Closed) + 1, at) != at) continue;
            ref var slot = ref (Volatile.Read(ref _traces) ?? MakeTraces())[traced & (_tracesLength - 1)];
            slot.Message = message;
            slot.Trace = trace;
            slot.SentMonotonicNanos = sentMonotonicNanos;
            Fill((int)at & (_slots.Length - 1), InSecondRing, sender);
            return true;
        }
    }

    /// <summary>Takes the next message if it is there and has no trace. One thread at a time.</summary>
    /// <returns>An envelope without a message: <see cref="TryTake"/> must decide.</returns>
    /// <remarks>The way of most messages, so it is small, and returns its result in registers.</remarks>
    public Envelope TakeUntraced()
    {
        var slots = _slots;
        var at = _at.Taken;
        ref var slot = ref slots[(int)at & (slots.Length - 1)];
        var message = Volatile.Read(ref slot.Message);
        if (message is null || ReferenceEquals(message, InSecondRing)) return default;
        var taken = new Envelope(message, slot.Sender);
        slot = default;
        Volatile.Write(ref _at.Taken, at + 1);
        return taken;
    }

    /// <summary>Takes the next message if it is there and has a trace. One thread at a time.</summary>
    /// <returns>An envelope without a message, and no trace: <see cref="TryTake"/> must decide.</returns>
    public Envelope TakeTraced(out MessageTrace trace, out long sentMonotonicNanos)
    {
        var slots = _slots;
        var at = _at.Taken;
        var index = (int)at & (slots.Length - 1);
        ref var slot = ref slots[index];
        // The second ring's slot was written before the mark, so what the mark promises is there.
        if (!ReferenceEquals(Volatile.Read(ref slot.Message), InSecondRing) || _traces is not { } traces)
        {
            (trace, sentMonotonicNanos) = (default, 0);
            return default;
        }
        var tracesTaken = _at.TracesTaken;
        ref var apart = ref traces[(int)tracesTaken & (traces.Length - 1)];
        trace = apart.Trace;
        sentMonotonicNanos = apart.SentMonotonicNanos;
        var taken = new Envelope(apart.Message, slot.Sender);
        apart = default;
        slot = default;
        Volatile.Write(ref _at.TracesTaken, tracesTaken + 1);
        Volatile.Write(ref _at.Taken, at + 1);
        return taken;
    }

    /// <summary>Takes the next message, with or without a trace. One thread at a time.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryTake(out Waiting waiting)
    {
        if (!IsThere())
        {
            waiting = default;
            return false;
        }
        var traced = TakeTraced(out var trace, out var sentMonotonicNanos);
        var next = trace.IsNone ? TakeUntraced() : traced;
        waiting = new Waiting(next.Message, next.Sender, trace, sentMonotonicNanos);
        return true;
    }

    /// <summary>Makes the segment with which a full line goes on: twice as long, or with four times the slots for
    /// traces, by what was full.</summary>
    /// <remarks>It is longer even if the actor has just made room; otherwise the line could fill up again and
    /// again.</remarks>
    public LineSegment Longer()
    {
        var isFull = Count >= _slots.Length;
        var areTracesFull = TracesWaiting >= _tracesLength;
        var length = areTracesFull && !isFull ? _slots.Length : Math.Min(_slots.Length * 2, MaxLength);
        return new LineSegment(length, areTracesFull ? Math.Min(_tracesLength * 4, length) : _tracesLength);
    }

    /// <summary>From now on nothing more can be added.</summary>
    public void Close() => Interlocked.Or(ref _at.Claimed, Closed);

    /// <summary>Closes the segment; the line goes on in the next one.</summary>
    public void CloseBefore(LineSegment next)
    {
        Close();
        Volatile.Write(ref _next, next);
    }

    // A closed segment counts as full.
    private bool IsFullAt(long claimed)
    {
        var position = claimed & (Closed | LastPosition);
        return position >= Volatile.Read(ref _at.Limit) && !HasRoom(position);
    }

    // Threads that add compare with the limit, which changes once a round of the ring, instead of reading what the
    // actor's thread writes with each message.
    private bool HasRoom(long position)
    {
        var limit = LimitAt(Volatile.Read(ref _at.Taken));
        // Another thread may have written a later limit. An earlier one is true as well; it only makes somebody look
        // again.
        if (position < limit) Volatile.Write(ref _at.Limit, limit);
        return position < limit;
    }

    private long LimitAt(long taken) => Math.Min(taken + _slots.Length, LastPosition);

    // Like HasRoom, for traced messages. The count wraps at 2^22, so TracesSeen must never go back: a stale value would
    // look newer.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool HasTraceRoom(int traced)
    {
        var taken = Volatile.Read(ref _at.TracesTaken);
        for (var seen = Volatile.Read(ref _at.TracesSeen); seen < taken;)
        {
            var before = Interlocked.CompareExchange(ref _at.TracesSeen, taken, seen);
            if (before == seen) break;
            seen = before;
        }
        return ((traced - (int)taken) & MaxTraced) < _tracesLength;
    }

    private void Fill(int index, object message, IActorRef sender)
    {
        ref var slot = ref _slots[index];
        slot.Sender = sender;
        Volatile.Write(ref slot.Message, message);
    }

    private TraceSlot[] MakeTraces()
    {
        var made = new TraceSlot[_tracesLength];
        return Interlocked.CompareExchange(ref _traces, made, null) ?? made;
    }

    // Waits for a message whose slot is claimed and not filled yet, as ConcurrentQueue does.
    private bool IsThere()
    {
        var at = _at.Taken;
        if ((Volatile.Read(ref _at.Claimed) & LastPosition) == at) return false;
        ref var slot = ref _slots[(int)at & (_slots.Length - 1)];
        var spin = new SpinWait();
        while (Volatile.Read(ref slot.Message) is null) spin.SpinOnce();
        return true;
    }

    private struct Slot
    {
        public object? Message;
        public IActorRef Sender;
    }

    private struct TraceSlot
    {
        public object? Message;
        public MessageTrace Trace;
        public long SentMonotonicNanos;
    }

    // What senders write and what the actor writes lie on different cache lines, so that neither waits for the other.
    [StructLayout(LayoutKind.Explicit, Size = 192)]
    private struct Positions
    {
        [FieldOffset(64)] public long Claimed;
        [FieldOffset(72)] public long Limit;
        [FieldOffset(80)] public long TracesSeen;
        [FieldOffset(128)] public long Taken;
        [FieldOffset(136)] public long TracesTaken;
    }
}
