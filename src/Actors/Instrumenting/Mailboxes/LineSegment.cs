using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Akka.Actor;

namespace Tracing.Actors;

/// <summary>A part of a <see cref="WaitingLine"/>: a ring of places for messages.</summary>
/// <remarks>
/// Whoever adds claims the next position by counting it up, and then fills its place; the message is written last, so a
/// place with a message is full. Positions only grow: a place is free again when what was there a ring's length ago has been
/// taken. A message with a trace has a place in a second ring, made with the first of them, and a sign for that in its own: who
/// has none touches no memory that it does not need. One step claims both, for both counts are one number; so those with a trace
/// have the places of the second ring in the order in which they have their own, and nobody need write down which.
/// </remarks>
internal sealed class LineSegment
{
    private const int MaxLength = 1 << 20;

    private const int PositionBits = 40;

    /// <summary>Where a segment ends, after a day of ten million messages a second: the line goes on elsewhere.</summary>
    public const long LastPosition = (1L << PositionBits) - 1;

    // In Positions.Claimed: one that has a trace, above all positions. There are more counts than places, so that none means two.
    private const long Traced = 1L << PositionBits;
    private const int MaxTraced = (1 << 22) - 1;

    // Above all counts: nothing more can be added.
    private const long Closed = 1L << 62;

    private readonly Place[] _places;
    private readonly int _tracesLength;
    private TracePlace[]? _traces;
    private LineSegment? _next;
    private Positions _at;

    /// <param name="length">A power of two.</param>
    /// <param name="tracesLength">Likewise, not more: messages with a trace that can wait.</param>
    /// <param name="from">The first position.</param>
    public LineSegment(int length, int tracesLength, long from = 0)
    {
        _places = new Place[length];
        _tracesLength = tracesLength;
        _at.Claimed = _at.Taken = from;
        _at.Limit = LimitAt(from);
    }

    private int TracesWaiting =>
        (int)((Volatile.Read(ref _at.Claimed) >> PositionBits) - Volatile.Read(ref _at.TracesTaken)) & MaxTraced;

    /// <summary>Where the line goes on; this one is closed then.</summary>
    public LineSegment? Next => Volatile.Read(ref _next);

    /// <summary>Messages that were claimed a place and have not been taken.</summary>
    public long Count
    {
        get
        {
            // In this order: what is taken was claimed, so the difference is never below zero.
            var taken = Volatile.Read(ref _at.Taken);
            return (Volatile.Read(ref _at.Claimed) & LastPosition) - taken;
        }
    }

    // In the place of a message: it is with the traces. An object that nobody else has, and that .NET never moves: writing it
    // takes no note to the garbage collector, comparing with it no look into memory. It is written in a line of its own: .NET
    // does not see that in an expression that may be another object.
    private static object Elsewhere => typeof(TracePlace);

    /// <summary>False where it is full, or closed.</summary>
    public bool TryAdd(object message, IActorRef sender)
    {
        while (true)
        {
            var at = Volatile.Read(ref _at.Claimed);
            if (IsFullAt(at)) return false;
            if (Interlocked.CompareExchange(ref _at.Claimed, at + 1, at) != at) continue;
            Fill((int)at & (_places.Length - 1), message, sender);
            return true;
        }
    }

    /// <summary>As the other, with a trace.</summary>
    public bool TryAdd(object message, IActorRef sender, object trace, long sentMonotonicNanos)
    {
        while (true)
        {
            var at = Volatile.Read(ref _at.Claimed);
            if (IsFullAt(at)) return false;
            var traced = (int)(at >> PositionBits) & MaxTraced;
            if (((traced - (int)Volatile.Read(ref _at.TracesSeen)) & MaxTraced) >= _tracesLength && !HasTraceRoom(traced))
            {
                // What others have added since, and the actor has taken by now, looks as if it were too much.
                if (Volatile.Read(ref _at.Claimed) == at) return false;
                continue;
            }
            if (Interlocked.CompareExchange(ref _at.Claimed, ((at + Traced) & ~Closed) + 1, at) != at) continue;
            ref var place = ref (Volatile.Read(ref _traces) ?? MakeTraces())[traced & (_tracesLength - 1)];
            place.Message = message;
            place.Trace = trace;
            place.SentMonotonicNanos = sentMonotonicNanos;
            Fill((int)at & (_places.Length - 1), Elsewhere, sender);
            return true;
        }
    }

    /// <summary>The next message if it is there and has no trace; otherwise none, and <see cref="TryTake"/> knows more. One
    /// thread at a time.</summary>
    /// <remarks>What most messages pass, kept small: a value, which needs no memory.</remarks>
    public Envelope TakeUntraced()
    {
        var places = _places;
        var at = _at.Taken;
        ref var place = ref places[(int)at & (places.Length - 1)];
        var message = Volatile.Read(ref place.Message);
        if (message is null || ReferenceEquals(message, Elsewhere)) return default;
        var taken = new Envelope(message, place.Sender);
        place = default;
        Volatile.Write(ref _at.Taken, at + 1);
        return taken;
    }

    /// <summary>The next message if it is there and has a trace; otherwise none, and neither has it. One thread at a
    /// time.</summary>
    public Envelope TakeTraced(out object? trace, out long sentMonotonicNanos)
    {
        var places = _places;
        var at = _at.Taken;
        var index = (int)at & (places.Length - 1);
        ref var place = ref places[index];
        // What is elsewhere was written there before the sign for it, which is seen first.
        if (!ReferenceEquals(Volatile.Read(ref place.Message), Elsewhere) || _traces is not { } traces)
        {
            (trace, sentMonotonicNanos) = (null, 0);
            return default;
        }
        var tracesTaken = _at.TracesTaken;
        ref var apart = ref traces[(int)tracesTaken & (traces.Length - 1)];
        trace = apart.Trace;
        sentMonotonicNanos = apart.SentMonotonicNanos;
        var taken = new Envelope(apart.Message, place.Sender);
        apart = default;
        place = default;
        Volatile.Write(ref _at.TracesTaken, tracesTaken + 1);
        Volatile.Write(ref _at.Taken, at + 1);
        return taken;
    }

    /// <summary>The next message, whatever it has. One thread at a time.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryTake(out Waiting waiting)
    {
        // It may be claimed, and not filled before this.
        if (!IsThere())
        {
            waiting = default;
            return false;
        }
        var traced = TakeTraced(out var trace, out var sentMonotonicNanos);
        var next = trace is null ? TakeUntraced() : traced;
        waiting = new Waiting(next.Message, next.Sender, trace, sentMonotonicNanos);
        return true;
    }

    /// <summary>What to go on with where it is full: longer where it was too short.</summary>
    /// <remarks>A moment's answer; room that somebody has just made changes nothing, or it would be full again and again.</remarks>
    public LineSegment Longer()
    {
        var isFull = Count >= _places.Length;
        var areTracesFull = TracesWaiting >= _tracesLength;
        var length = areTracesFull && !isFull ? _places.Length : Math.Min(_places.Length * 2, MaxLength);
        return new LineSegment(length, areTracesFull ? Math.Min(_tracesLength * 4, length) : _tracesLength);
    }

    /// <summary>Lets nothing more in.</summary>
    public void Close() => Interlocked.Or(ref _at.Claimed, Closed);

    /// <summary>As <see cref="Close"/>: the line goes on elsewhere.</summary>
    public void CloseBefore(LineSegment next)
    {
        Close();
        Volatile.Write(ref _next, next);
    }

    // For what was claimed by then; closed is as good as full.
    private bool IsFullAt(long claimed)
    {
        var position = claimed & (Closed | LastPosition);
        return position >= Volatile.Read(ref _at.Limit) && !HasRoom(position);
    }

    // Whoever adds reads what the taking thread writes once a round, not with each message.
    private bool HasRoom(long position)
    {
        var limit = LimitAt(Volatile.Read(ref _at.Taken));
        // Another thread may write a later one just before: an earlier one is as true, and only looked at again sooner.
        if (position < limit) Volatile.Write(ref _at.Limit, limit);
        return position < limit;
    }

    private long LimitAt(long taken) => Math.Min(taken + _places.Length, LastPosition);

    // As the other. Of these only so many are counted that an earlier number might seem a later one: it never becomes less.
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
        ref var place = ref _places[index];
        place.Sender = sender;
        Volatile.Write(ref place.Message, message);
    }

    private TracePlace[] MakeTraces()
    {
        var made = new TracePlace[_tracesLength];
        return Interlocked.CompareExchange(ref _traces, made, null) ?? made;
    }

    // Waits for a message whose place is claimed and is being filled.
    private bool IsThere()
    {
        var at = _at.Taken;
        if ((Volatile.Read(ref _at.Claimed) & LastPosition) == at) return false;
        ref var place = ref _places[(int)at & (_places.Length - 1)];
        var spin = new SpinWait();
        while (Volatile.Read(ref place.Message) is null) spin.SpinOnce();
        return true;
    }

    private struct Place
    {
        public object? Message;
        public IActorRef Sender;
    }

    private struct TracePlace
    {
        public object? Message;
        public object? Trace;
        public long SentMonotonicNanos;
    }

    // What senders write and what the actor writes are on cache lines of their own: neither waits for the other's.
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
