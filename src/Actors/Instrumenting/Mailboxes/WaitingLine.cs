using System.Runtime.CompilerServices;
using Akka.Actor;

namespace Tracing.Actors;

/// <summary>The messages that wait for one actor, in order, and each one's trace if it has one.</summary>
/// <remarks>
/// Without a limit, as Akka.NET's default mailbox. Any thread adds; one at a time takes, and each sees what the one before
/// did: an actor's turns. Nothing is allocated once it is as long as it needs to be (RATIONALE "Why has the default mailbox
/// a queue of its own?").
/// </remarks>
internal sealed class WaitingLine
{
    private const int FirstLength = 32;
    private const int MaxLength = 1 << 20;

    private readonly Lock _growing = new();
    private readonly TraceSlots _slots = new();

    // Where messages are taken: an earlier one than where they are added, while there is something left in it.
    private LineSegment _first;
    private LineSegment _last;

    public WaitingLine() => _first = _last = new LineSegment(FirstLength);

    /// <summary>All that was added has been taken; a moment's answer while others add and take; any thread.</summary>
    public bool IsEmpty => Volatile.Read(ref _first) is { Count: 0, Next: null };

    /// <summary>A moment's number while others add and take; any thread.</summary>
    public int Count
    {
        get
        {
            var count = 0L;
            for (var segment = Volatile.Read(ref _first); segment is not null; segment = segment.Next) count += segment.Count;
            return (int)Math.Min(count, int.MaxValue);
        }
    }

    public void Add(object message, IActorRef sender)
    {
        if (!Volatile.Read(ref _last).TryAdd(message, sender)) AddLonger(message, sender);
    }

    public void Add(in Waiting waiting) =>
        Add(waiting.Trace is null ? waiting.Message : _slots.Hold(waiting), waiting.Sender);

    /// <summary>The next message, or its <see cref="TraceSlot"/> if it has a trace; null: there is none.</summary>
    /// <remarks>As a value: what most messages pass is to stay small.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Envelope Take()
    {
        var segment = _first;
        var next = segment.Take();
        return next.Message is not null || segment.Next is null ? next : TakeFurtherOn();
    }

    public bool TryTake(out Waiting waiting)
    {
        var next = Take();
        waiting = next.Message is TraceSlot slot ? slot.Take(next.Sender) : new Waiting(next.Message, next.Sender);
        return waiting.Message is not null;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private Envelope TakeFurtherOn()
    {
        while (true)
        {
            var segment = _first;
            // Asked first: when there is a next one nothing more comes into this one, and what is not there now never will be.
            var next = segment.Next;
            var taken = segment.Take();
            if (taken.Message is not null || next is null) return taken;
            Volatile.Write(ref _first, next);
        }
    }

    private void AddLonger(object message, IActorRef sender)
    {
        lock (_growing)
        {
            var last = _last;
            // Another thread may have made room.
            if (last.TryAdd(message, sender)) return;
            var next = new LineSegment(Math.Min(last.Length * 2, MaxLength));
            next.TryAdd(message, sender);
            last.CloseBefore(next);
            Volatile.Write(ref _last, next);
        }
    }
}
