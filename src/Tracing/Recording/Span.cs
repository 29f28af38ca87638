using System.Collections.Immutable;
using System.Diagnostics;

namespace Tracing;

/// <summary>One operation of a trace, from its start to <see cref="End()"/>.</summary>
/// <remarks>
/// One owner at a time writes to it; only counting children is safe from any thread. Once ended it never changes: the
/// same object is the record that the reporter reads (RATIONALE "Why is a finished span the same object?"). A span of
/// an
/// unsampled trace takes every call, keeps nothing, and hands its context on. No member throws for what it is given.
/// </remarks>
public sealed class Span
{
    // The top bit of _children says that the span has ended; the rest counts. One atomic word, so that a child that
    // starts while its parent ends is either counted in the record or told that it is detached, never neither.
    private const int EndedBit = int.MinValue;

    // Kind and status share a byte: there is one for each message of a traced system.
    private const int KindBits = 7;
    private const int StatusShift = 3;

    private readonly TraceContext _context;
    private readonly long _startMonotonicNanos;
    private ulong _endUnixNanos;
    private long _mailboxWaitNanos = -1;
    private Tag[] _tags = [];
    private SpanDetails? _details;
    private Activity? _activity;
    private int _children;
    private short _tagCount;
    private SpanMarks _marks;
    private byte _kindAndStatus;

    internal Span(Tracer tracer, string name, SpanKind kind, in TraceContext context, long startMonotonicNanos)
    {
        TracingInUse.TurnOn();
        Tracer = tracer;
        Name = name ?? "";
        _kindAndStatus = (byte)((int)kind & KindBits);
        _context = context;
        _startMonotonicNanos = startMonotonicNanos;
        StartUnixNanos = tracer.Clock.ToUnixNanos(startMonotonicNanos);
    }

    /// <summary>The span of the code that is running: of this handler, this decorated method, this async
    /// flow.</summary>
    public static Span? Current => ActiveSpan.Current;

    public Tracer Tracer { get; }

    public string Name { get; private set; }

    public SpanKind Kind => (SpanKind)(_kindAndStatus & KindBits);

    /// <summary>What to send along with work done for this span.</summary>
    public TraceContext Context => _context;

    /// <summary>Sampled and not ended: what is set will be seen. Ask before computing an expensive tag.</summary>
    public bool IsRecording => _context.IsSampled && !IsClosed;

    public bool HasEnded => IsClosed && !StandsIn;

    public ulong StartUnixNanos { get; }

    /// <summary>Zero until ended.</summary>
    public ulong EndUnixNanos => _endUnixNanos;

    public SpanStatus Status
    {
        get => (SpanStatus)(_kindAndStatus >> StatusShift);
        private set => _kindAndStatus = (byte)((_kindAndStatus & KindBits) | ((int)value << StatusShift));
    }

    /// <summary>Spans that this one has caused so far, as far as they can be counted.</summary>
    public int Children => Volatile.Read(ref _children) & ~EndedBit;

    internal ref readonly TraceContext ContextHere => ref _context;

    /// <summary>As the context says, without copying the context.</summary>
    internal bool IsSampled => _context.IsSampled;

    internal long MailboxWaitNanos => _mailboxWaitNanos;

    internal SpanMarks Marks => _marks;

    internal ReadOnlySpan<Tag> Tags => _tags.AsSpan(0, Math.Min(_tagCount, _tags.Length));

    internal SpanDetails? Details => _details;

    /// <summary>The current activity where this span is the innermost: its own, or the one around it.</summary>
    internal Activity? Activity => _activity;

    /// <summary>The execution context of a bare thread on which this span was made current; kept for spans that nobody
    /// records, which many messages share.</summary>
    /// <remarks>Any thread may set it: each finds an equal one, and the last is kept.</remarks>
    internal ExecutionContext? Flow
    {
        get => _details?.Flow;
        set => DetailsToWrite.Flow = value;
    }

    private bool IsClosed => (Volatile.Read(ref _children) & EndedBit) != 0;

    private bool StandsIn => (_marks & SpanMarks.StandsIn) != 0;

    private bool OwnsActivity => (_marks & SpanMarks.OwnsActivity) != 0;

    private SpanLimits Limits => Tracer.Recorder.Limits;

    public Span Rename(string name)
    {
        if (IsRecording && name is not null) Name = name;
        return this;
    }

    /// <summary>Sets one tag; the same key again replaces its value. Beyond the limit it is dropped and
    /// counted.</summary>
    public Span SetTag(string key, TagValue value)
    {
        if (!IsRecording || string.IsNullOrEmpty(key)) return this;
        var tag = new Tag(key, Limits.Cut(value));
        OwnTags();
        var tags = _tags;
        var count = Math.Min(_tagCount, tags.Length);
        for (var i = 0; i < count; i++)
        {
            if (!string.Equals(tags[i].Key, key, StringComparison.Ordinal)) continue;
            tags[i] = tag;
            return this;
        }
        if (count >= Math.Min(Limits.TagCount, short.MaxValue))
        {
            DetailsToWrite.DroppedTags++;
            Tracer.Recorder.Drops.Count(DropReason.TagLimit);
            return this;
        }
        if (count == tags.Length) Array.Resize(ref tags, Math.Max(4, count * 2));
        tags[count] = tag;
        _tags = tags;
        _tagCount = (short)(count + 1);
        return this;
    }

    /// <summary>Records that something happened now.</summary>
    public Span AddEvent(string name, params ReadOnlySpan<Tag> tags) =>
        !IsRecording ? this : AddEventAt(
            StartUnixNanos + (ulong)(Tracer.Clock.MonotonicNanos() - _startMonotonicNanos), name, tags);

    internal Span AddEventAt(ulong unixNanos, string name, ReadOnlySpan<Tag> tags)
    {
        if (!IsRecording) return this;
        if (DetailsToWrite.Events.Length >= Limits.EventCount)
        {
            DetailsToWrite.DroppedEvents++;
            Tracer.Recorder.Drops.Count(DropReason.EventLimit);
            return this;
        }
        var (kept, dropped) = Bounded(tags);
        DetailsToWrite.Events = DetailsToWrite.Events.Add(new SpanEvent(unixNanos, name ?? "", kept, dropped));
        return this;
    }

    public Span AddLink(in TraceContext to, params ReadOnlySpan<Tag> tags)
    {
        if (!IsRecording || !to.IsValid) return this;
        if (DetailsToWrite.Links.Length >= Limits.LinkCount)
        {
            DetailsToWrite.DroppedLinks++;
            Tracer.Recorder.Drops.Count(DropReason.LinkLimit);
            return this;
        }
        var (kept, dropped) = Bounded(tags);
        DetailsToWrite.Links = DetailsToWrite.Links.Add(
            new SpanLink(to.TraceId, to.SpanId, to.TraceState, (uint)to.Flags, kept, dropped));
        return this;
    }

    public Span SetStatus(SpanStatus status, string? message = null)
    {
        if (!IsRecording) return this;
        Status = status;
        if (message is not null || _details is not null) DetailsToWrite.StatusMessage = Limits.Cut(message).AsString;
        return this;
    }

    /// <summary>Marks the span as failed and adds the event <c>exception</c> with type, message and stack
    /// trace.</summary>
    /// <remarks>Names: OpenTelemetry semantic conventions, "Exceptions on spans".</remarks>
    public Span Fail(Exception exception)
    {
        if (!IsRecording || exception is null) return this;
        var (message, stack) = ExceptionText.Of(exception);
        SetStatus(SpanStatus.Error, message);
        return AddEvent("exception",
            new Tag("exception.type", exception.GetType().FullName),
            new Tag("exception.message", message),
            new Tag("exception.stacktrace", stack));
    }

    /// <summary>Announces one more span that this one causes. False when it has ended: then nobody will wait for that
    /// span.</summary>
    /// <remarks>Any thread.</remarks>
    public bool CountChild()
    {
        while (true)
        {
            var before = Volatile.Read(ref _children);
            // Another's span takes children at any time, and nobody counts them.
            if ((before & EndedBit) != 0) return StandsIn;
            if (Interlocked.CompareExchange(ref _children, before + 1, before) == before) return true;
        }
    }

    /// <summary>Says that this span also causes spans whose number it cannot know (a broadcast, a plain HTTP
    /// call).</summary>
    public Span MarkChildrenOpen() => Mark(SpanMarks.ChildrenOpen);

    /// <summary>Ends the span and hands it to the recorder. Only the first call counts.</summary>
    public void End() => EndNow();

    /// <summary>As <see cref="End()"/>.</summary>
    /// <returns>What the clock was; 0: of an unsampled span it is not asked.</returns>
    internal long EndNow()
    {
        if (_context.IsSampled)
        {
            var now = Tracer.Clock.MonotonicNanos();
            End(now);
            return now;
        }
        if (_activity is { } activity && OwnsActivity) ActivityBridge.Finish(this, activity, ActivityContent.Own.Nothing, 0);
        return 0;
    }

    /// <summary>A span that keeps nothing and passes a context on.</summary>
    internal static Span Passing(Tracer tracer, in TraceContext context) =>
        new(tracer, "", SpanKind.Internal, context.Decided(keeps: false), 0);

    /// <summary>A parent for spans that begin under another's activity.</summary>
    internal static Span StandingFor(Activity activity, in TraceContext context) =>
        new(Tracer.Default, activity.DisplayName, SpanKind.Internal, context, 0)
        {
            _activity = activity,
            _marks = SpanMarks.StandsIn,
            _children = EndedBit,
        };

    /// <summary>Takes an activity that is to end with this span.</summary>
    internal Span Own(Activity? activity)
    {
        if (activity is null) return this;
        _activity = activity;
        _marks |= SpanMarks.OwnsActivity;
        return this;
    }

    /// <summary>Remembers which activity is around it, so that a later one is known to be within.</summary>
    internal void Surround(Activity? activity)
    {
        if ((_marks & (SpanMarks.OwnsActivity | SpanMarks.StandsIn)) == 0) _activity = activity;
    }

    internal bool HasTag(string key)
    {
        foreach (ref readonly var tag in Tags)
            if (string.Equals(tag.Key, key, StringComparison.Ordinal)) return true;
        return false;
    }

    internal void End(long monotonicNanos)
    {
        if (!_context.IsSampled) return;
        // Written before the bit: whoever sees the bit sees the end.
        var end = StartUnixNanos + (ulong)Math.Max(0, monotonicNanos - _startMonotonicNanos);
        if (IsClosed) return;
        var activity = OwnsActivity ? _activity : null;
        var own = activity is null ? default : ActivityBridge.TakeFrom(activity, this);
        _endUnixNanos = end;
        if ((Interlocked.Or(ref _children, EndedBit) & EndedBit) != 0) return;
        if (activity is not null) ActivityBridge.Finish(this, activity, own, end);
        Tracer.Recorder.Record(this);
    }

    internal Span WaitedInMailbox(long nanos)
    {
        _mailboxWaitNanos = Math.Max(0, nanos);
        return this;
    }

    /// <summary>Takes tags that many spans have in common, without copying them: they must not change, nor repeat a
    /// key.</summary>
    internal Span ShareTags(Tag[] tags)
    {
        if (!IsRecording || _tagCount != 0) return this;
        _tags = tags;
        _tagCount = (short)tags.Length;
        _marks |= SpanMarks.SharesTags;
        return this;
    }

    internal Span MarkDetached() => Mark(SpanMarks.Detached);

    internal Span MarkStashed() => Mark(SpanMarks.Stashed);

    internal Span MarkUnhandled() => Mark(SpanMarks.Unhandled);

    internal Span MarkRemoteParent() => Mark(SpanMarks.RemoteParent);

    private void OwnTags()
    {
        if ((_marks & SpanMarks.SharesTags) == 0) return;
        _tags = [.. _tags, default, default, default];
        _marks &= ~SpanMarks.SharesTags;
    }

    private Span Mark(SpanMarks mark)
    {
        if (IsRecording) _marks |= mark;
        return this;
    }

    private SpanDetails DetailsToWrite => _details ??= new SpanDetails();

    private (ImmutableArray<Tag> Kept, int Dropped) Bounded(ReadOnlySpan<Tag> tags)
    {
        var count = Math.Min(tags.Length, Limits.TagsPerEntry);
        if (count == 0) return ([], tags.Length);
        var kept = ImmutableArray.CreateBuilder<Tag>(count);
        foreach (var tag in tags[..count]) kept.Add(tag with { Value = Limits.Cut(tag.Value) });
        if (count < tags.Length) Tracer.Recorder.Drops.Count(DropReason.TagLimit, tags.Length - count);
        return (kept.MoveToImmutable(), tags.Length - count);
    }
}
