using System.Runtime.CompilerServices;
using Akka.Actor;

namespace Tracing.Actors;

/// <summary>The messages that wait for one actor, in order, and beside each its trace if it has one.</summary>
/// <remarks>
/// Without a limit, as Akka.NET's default mailbox. Any thread adds; one at a time takes, and each sees what the one before
/// did: an actor's turns. Nothing is allocated once it is as long as it needs to be (RATIONALE "Why has the default mailbox
/// a queue of its own?").
/// </remarks>
internal sealed class WaitingLine
{
    private const int FirstLength = 32;
    private const int FirstTracesLength = 32;

    private readonly Lock _growing = new();

    // Where messages are taken: an earlier one than where they are added, while there is something left in it.
    private LineSegment _first;
    private LineSegment _last;

    public WaitingLine() => _first = _last = new LineSegment(FirstLength, FirstTracesLength);

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

    /// <summary>As the other, with what a <see cref="Waiting"/> has.</summary>
    public void Add(object message, IActorRef sender, object trace, long sentMonotonicNanos)
    {
        if (!Volatile.Read(ref _last).TryAdd(message, sender, trace, sentMonotonicNanos))
            AddLonger(message, sender, trace, sentMonotonicNanos);
    }

    public void Add(in Waiting waiting)
    {
        if (waiting.Trace is { } trace) Add(waiting.Message, waiting.Sender, trace, waiting.SentMonotonicNanos);
        else Add(waiting.Message, waiting.Sender);
    }

    /// <inheritdoc cref="LineSegment.TakeUntraced"/>
    public Envelope TakeUntraced() => _first.TakeUntraced();

    /// <inheritdoc cref="LineSegment.TakeTraced"/>
    public Envelope TakeTraced(out object? trace, out long sentMonotonicNanos) =>
        _first.TakeTraced(out trace, out sentMonotonicNanos);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryTake(out Waiting waiting)
    {
        var segment = _first;
        return segment.TryTake(out waiting) || (segment.Next is not null && TryTakeFurtherOn(out waiting));
    }

    private bool TryTakeFurtherOn(out Waiting waiting)
    {
        while (true)
        {
            var segment = _first;
            // Asked first: when there is a next one nothing more comes into this one, and what is not there now never will be.
            var next = segment.Next;
            if (segment.TryTake(out waiting)) return true;
            if (next is null) return false;
            Volatile.Write(ref _first, next);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void AddLonger(object message, IActorRef sender, object? trace = null, long sentMonotonicNanos = 0)
    {
        lock (_growing)
        {
            var last = _last;
            // Another thread may have made room.
            if (TryAdd(last)) return;
            var next = last.Longer();
            TryAdd(next);
            last.CloseBefore(next);
            Volatile.Write(ref _last, next);
        }

        bool TryAdd(LineSegment to) => trace is null
            ? to.TryAdd(message, sender)
            : to.TryAdd(message, sender, trace, sentMonotonicNanos);
    }
}
