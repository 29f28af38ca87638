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

    // Of lines that are closed and empty.
    private static readonly LineSegment _nothing = ClosedSegment();

    private readonly Lock _growing = new();
    private volatile bool _isClosed;

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

    /// <returns>False: the line is closed.</returns>
    public bool Add(object message, IActorRef sender) =>
        Volatile.Read(ref _last).TryAdd(message, sender) || AddLonger(message, sender);

    /// <summary>As the other, with what a <see cref="Waiting"/> has.</summary>
    public bool Add(object message, IActorRef sender, object trace, long sentMonotonicNanos) =>
        Volatile.Read(ref _last).TryAdd(message, sender, trace, sentMonotonicNanos)
        || AddLonger(message, sender, trace, sentMonotonicNanos);

    /// <inheritdoc cref="Add(object, IActorRef, object, long)"/>
    public bool Add(in Waiting waiting) => waiting.Trace is { } trace
        ? Add(waiting.Message, waiting.Sender, trace, waiting.SentMonotonicNanos)
        : Add(waiting.Message, waiting.Sender);

    /// <summary>Lets nothing more in: what was added can be taken, and nothing else is.</summary>
    public void Close()
    {
        lock (_growing)
        {
            _isClosed = true;
            _last.Close();
        }
    }

    /// <summary>Keeps no memory any more; when it is closed, and all is taken.</summary>
    public void Release()
    {
        Volatile.Write(ref _last, _nothing);
        Volatile.Write(ref _first, _nothing);
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
    private bool AddLonger(object message, IActorRef sender, object? trace = null, long sentMonotonicNanos = 0)
    {
        if (_isClosed) return false;
        lock (_growing)
        {
            if (_isClosed) return false;
            var last = _last;
            // Another thread may have made room.
            if (TryAdd(last)) return true;
            var next = last.Longer();
            TryAdd(next);
            last.CloseBefore(next);
            Volatile.Write(ref _last, next);
            return true;
        }

        bool TryAdd(LineSegment to) => trace is null
            ? to.TryAdd(message, sender)
            : to.TryAdd(message, sender, trace, sentMonotonicNanos);
    }

    private static LineSegment ClosedSegment()
    {
        var segment = new LineSegment(2, 2);
        segment.Close();
        return segment;
    }
}
