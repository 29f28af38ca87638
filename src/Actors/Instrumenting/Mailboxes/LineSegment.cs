using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Akka.Actor;

namespace Tracing.Actors;

/// <summary>A part of a <see cref="WaitingLine"/>: a ring of places for messages.</summary>
/// <remarks>
/// Whoever adds claims the next position by counting it up, and then fills its place; the message is written last, so a
/// place with a message is full. Positions only grow: a place is free again when what was there a ring's length ago has been
/// taken. A message with a trace has a place elsewhere, made with the first of them, and a sign for itself in its own: who
/// has none touches no memory that it does not need.
/// </remarks>
internal sealed class LineSegment
{
    /// <summary>In <see cref="Positions.Claimed"/>: nothing more can be added.</summary>
    private const long Closed = 1L << 62;

    private readonly Place[] _places;
    private TracePlace[]? _traces;
    private LineSegment? _next;
    private Positions _at;

    /// <param name="length">A power of two.</param>
    public LineSegment(int length)
    {
        _places = new Place[length];
        _at.Limit = length;
    }

    public int Length => _places.Length;

    /// <summary>Where the line goes on; this one is closed then.</summary>
    public LineSegment? Next => Volatile.Read(ref _next);

    /// <summary>Messages that were claimed a place and have not been taken.</summary>
    public long Count
    {
        get
        {
            // In this order: what is taken was claimed, so the difference is never below zero.
            var taken = Volatile.Read(ref _at.Taken);
            return (Volatile.Read(ref _at.Claimed) & ~Closed) - taken;
        }
    }

    // In the place of a message: it is with the traces. An object that nobody else has, and that .NET never moves: writing it
    // takes no note to the garbage collector, comparing with it no look into memory. It is written in a line of its own: .NET
    // does not see that in an expression that may be another object.
    private static object Elsewhere => typeof(TracePlace);

    /// <summary>False where it is full, or closed.</summary>
    public bool TryAdd(object message, IActorRef sender)
    {
        if (!TryClaim(out var index)) return false;
        Fill(index, message, sender);
        return true;
    }

    /// <summary>As the other, with a trace.</summary>
    public bool TryAdd(object message, IActorRef sender, object trace, long sentMonotonicNanos)
    {
        if (!TryClaim(out var index)) return false;
        ref var place = ref (Volatile.Read(ref _traces) ?? MakeTraces())[index];
        place.Message = message;
        place.Trace = trace;
        place.SentMonotonicNanos = sentMonotonicNanos;
        Fill(index, Elsewhere, sender);
        return true;
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
        ref var apart = ref traces[index];
        trace = apart.Trace;
        sentMonotonicNanos = apart.SentMonotonicNanos;
        var taken = new Envelope(apart.Message, place.Sender);
        apart = default;
        place = default;
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

    /// <summary>Lets nothing more in: the line goes on elsewhere.</summary>
    public void CloseBefore(LineSegment next)
    {
        Interlocked.Or(ref _at.Claimed, Closed);
        Volatile.Write(ref _next, next);
    }

    // The index of a place that is then the caller's alone.
    private bool TryClaim(out int index)
    {
        while (true)
        {
            var at = Volatile.Read(ref _at.Claimed);
            index = (int)at & (_places.Length - 1);
            if (at >= Volatile.Read(ref _at.Limit) && !HasRoom(at)) return false;
            if (Interlocked.CompareExchange(ref _at.Claimed, at + 1, at) == at) return true;
        }
    }

    // Whoever adds reads what the taking thread writes once a round, not with each message.
    private bool HasRoom(long at)
    {
        var limit = Volatile.Read(ref _at.Taken) + _places.Length;
        // Another thread may write a later one just before: an earlier one is as true, and only looked at again sooner.
        if (at < limit) Volatile.Write(ref _at.Limit, limit);
        return at < limit;
    }

    private void Fill(int index, object message, IActorRef sender)
    {
        ref var place = ref _places[index];
        place.Sender = sender;
        Volatile.Write(ref place.Message, message);
    }

    private TracePlace[] MakeTraces()
    {
        var made = new TracePlace[_places.Length];
        return Interlocked.CompareExchange(ref _traces, made, null) ?? made;
    }

    // Waits for a message whose place is claimed and is being filled.
    private bool IsThere()
    {
        var at = _at.Taken;
        if ((Volatile.Read(ref _at.Claimed) & ~Closed) == at) return false;
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
        [FieldOffset(128)] public long Taken;
    }
}
