using System.Collections.Immutable;
using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Tracing;

/// <summary>One operation of a trace, from its start to <see cref="End()"/>.</summary>
/// <remarks>
/// One owner at a time writes to it; only counting children is safe from any thread. Once ended it never changes. It is
/// a small handle: the part that all spans of its trace share is a <see cref="TraceHead"/>, and the part that is
/// recorded is a <see cref="SpanBody"/>, which the span of a message gives back when it ends (RATIONALE "Why is a span
/// a handle?"). A span of an unsampled trace accepts every call, records nothing and passes its context on. No member
/// throws because of its arguments.
/// </remarks>
public sealed partial class Span
{
    // Replaced when baggage is set.
    private TraceHead _trace;
    private SpanBody? _body;

    // .NET puts structs behind the other fields, in the order of their declaration. In this order there is no gap, and
    // a span takes 48 bytes.
    private short _tagCount;
    private SpanMarks _marks;
    private SpanTraits _traits;
    private SpanWord _word;
    private readonly SpanId _id;

    internal Span(TraceHead trace, SpanId id, SpanId parent, string name, SpanKind kind, long startMonotonicNanos,
        SpanBody? body = null)
    {
        TracingInUse.TurnOn();
        _trace = trace;
        _id = id;
        _traits = new SpanTraits(kind, trace.IsSampled, !id.IsNone && !trace.TraceId.IsNone);
        _word = SpanWord.Claimed;
        _body = body ?? new SpanBody();
        _body.Begin(parent, name ?? "", startMonotonicNanos, trace.Tracer.Clock.ToUnixNanos(startMonotonicNanos));
    }

    /// <summary>The span of the running code: of its handler, decorated method or async flow. Null: none.</summary>
    public static Span? Current => ActiveSpan.Current;

    public Tracer Tracer => _trace.Tracer;

    /// <summary>The operation's name. Empty once the span of a message has ended and given its body back; the times are
    /// zero then.</summary>
    public string Name => Body is { } body ? Still(body, body.Name, null) ?? "" : "";

    public SpanKind Kind => _traits.Kind;

    /// <summary>The context to send along with work that is done for this span.</summary>
    /// <remarks>Remains valid after the end; only the id of the parent may be missing then, as <see cref="Name"/>
    /// is.</remarks>
    public TraceContext Context =>
        _trace.At(_id, Body is { } body ? Still(body, body.Parent, default) : default, IsForeign);

    /// <summary>True while the span is sampled and has not ended. Ask before computing an expensive tag.</summary>
    public bool IsRecording => IsSampled && !_word.HasEnded;

    public bool HasEnded => _word.HasEnded && !StandsIn;

    public ulong StartUnixNanos => Body is { } body ? Still(body, body.StartUnixNanos, 0ul) : 0;

    /// <summary>Zero until the span has ended; another thread may read zero for a moment longer.</summary>
    public ulong EndUnixNanos => Body is { } body ? Still(body, body.EndUnixNanos, 0ul) : 0;

    public SpanStatus Status => _traits.Status;

    /// <summary>The number of spans that this one has caused so far, as far as they can be counted.</summary>
    public int Children => _word.Count;

    internal TraceHead Trace => _trace;

    internal (SpanTraits Traits, short TagCount) TraitsAndTagCount => (_traits, _tagCount);

    internal SpanId Id => _id;

    /// <summary>Same as <c>Context.IsSampled</c>, without composing the context.</summary>
    internal bool IsSampled => _traits.IsSampled;

    /// <summary>Same as <c>Context.IsValid</c>, without composing the context.</summary>
    internal bool IsValid => _traits.IsValid;

    internal long MailboxWaitNanos => Body is { } body ? Still(body, body.MailboxWaitNanos, -1L) : -1;

    internal SpanMarks Marks => _marks;

    internal long StartMonotonicNanos => Body is { } body ? Still(body, body.StartMonotonicNanos, 0L) : 0;

    internal ReadOnlySpan<Tag> Tags
    {
        get
        {
            var tags = Body is { } body ? Still(body, body.Tags, null) : null;
            return tags.AsSpan(0, Math.Min(_tagCount, tags?.Length ?? 0));
        }
    }

    internal SpanDetails? Details => Body is { } body ? Still(body, body.Details, null) : null;

    /// <summary>The activity that is current while this span is the innermost: its own, or the one around it.</summary>
    internal Activity? Activity => Body?.Activity is null ? null : ActivityStill();

    /// <summary>An execution context in which only this span is current; cached for unsampled spans, which many
    /// messages share.</summary>
    /// <remarks>Any thread may set it. All make equal ones, so it does not matter which is kept.</remarks>
    internal ExecutionContext? Flow
    {
        get => Body?.Flow;
        set
        {
            if (!IsSampled && Body is { } body) body.Flow = value;
        }
    }

    /// <summary>False for a span that stands in for another one.</summary>
    internal bool IsReported => !StandsIn;

    internal bool StandsIn => _traits.StandsIn;

    /// <summary>True for a span that stands in for an activity of another library.</summary>
    internal bool IsForeign => StandsIn && !_traits.IsElsewhere;

    /// <summary>True for a span that stands in for one of ours in another process.</summary>
    internal bool IsElsewhere => _traits.IsElsewhere;

    private bool OwnsActivity => (_marks & SpanMarks.OwnsActivity) != 0;

    private SpanLimits Limits => Tracer.Recorder.Limits;

    private SpanBody? Body => Volatile.Read(ref _body);

    // A write before the end claims the body: it then stays with this span for good, so that the write cannot reach the
    // message that would have used the body next. Null: the span is unsampled or has ended.
    internal SpanBody? BodyToWrite => IsSampled && _word.TryClaim() ? Body : null;

    public Span Rename(string name)
    {
        if (name is not null && BodyToWrite is { } body) body.Name = name;
        return this;
    }

    /// <summary>Sets one tag, or replaces the value of its key. Beyond the limit it is dropped and counted.</summary>
    public Span SetTag(string key, TagValue value)
    {
        if (string.IsNullOrEmpty(key) || BodyToWrite is not { } body) return this;
        var tag = new Tag(key, Limits.Cut(value));
        var tags = OwnTags(body);
        var count = Math.Min(_tagCount, tags.Length);
        for (var i = 0; i < count; i++)
        {
            if (!string.Equals(tags[i].Key, key, StringComparison.Ordinal)) continue;
            tags[i] = tag;
            return this;
        }
        if (count >= Math.Min(Limits.TagCount, short.MaxValue))
        {
            body.DetailsToWrite.DroppedTags++;
            Tracer.Recorder.Drops.Count(DropReason.TagLimit);
            return this;
        }
        if (count == tags.Length) Array.Resize(ref tags, Math.Max(4, count * 2));
        tags[count] = tag;
        body.Tags = tags;
        _tagCount = (short)(count + 1);
        return this;
    }

    /// <summary>Records that something happened now.</summary>
    public Span AddEvent(string name, params ReadOnlySpan<Tag> tags) =>
        BodyToWrite is not { } body ? this : AddEventAt(
            body.StartUnixNanos + (ulong)(Tracer.Clock.MonotonicNanos() - body.StartMonotonicNanos), name, tags);

    internal Span AddEventAt(ulong unixNanos, string name, ReadOnlySpan<Tag> tags)
    {
        if (BodyToWrite is not { } body) return this;
        var details = body.DetailsToWrite;
        if (details.Events.Length >= Limits.EventCount)
        {
            details.DroppedEvents++;
            Tracer.Recorder.Drops.Count(DropReason.EventLimit);
            return this;
        }
        var (kept, dropped) = Bounded(tags);
        details.Events = details.Events.Add(new SpanEvent(unixNanos, name ?? "", kept, dropped));
        return this;
    }

    public Span AddLink(in TraceContext to, params ReadOnlySpan<Tag> tags)
    {
        if (!to.IsValid || BodyToWrite is not { } body) return this;
        var details = body.DetailsToWrite;
        if (details.Links.Length >= Limits.LinkCount)
        {
            details.DroppedLinks++;
            Tracer.Recorder.Drops.Count(DropReason.LinkLimit);
            return this;
        }
        var (kept, dropped) = Bounded(tags);
        details.Links = details.Links.Add(
            new SpanLink(to.TraceId, to.SpanId, to.TraceState, (uint)to.Flags, kept, dropped));
        return this;
    }

    public Span SetStatus(SpanStatus status, string? message = null)
    {
        if (BodyToWrite is not { } body) return this;
        _traits.Status = status;
        if (message is not null || body.Details is not null)
            body.DetailsToWrite.StatusMessage = Limits.Cut(message).AsString;
        return this;
    }

    /// <summary>Marks the span as failed, and adds <c>error.type</c> and the event <c>exception</c>.</summary>
    /// <remarks>Names: OpenTelemetry semantic conventions, "Exceptions on spans" and "Recording errors".</remarks>
    public Span Fail(Exception exception)
    {
        if (!IsRecording || exception is null) return this;
        var (message, stack) = ExceptionText.Of(exception);
        SetStatus(SpanStatus.Error, message).SetTag("error.type", exception.GetType().FullName);
        return AddEvent("exception",
            new Tag("exception.type", exception.GetType().FullName),
            new Tag("exception.message", message),
            new Tag("exception.stacktrace", stack));
    }

    /// <summary>Counts one more span that this one causes. False when this span has ended: then the collector does not
    /// wait for that span.</summary>
    /// <remarks>Any thread.</remarks>
    public bool CountChild() =>
        _word.TryCount() || StandsIn; // It accepts children at any time; nobody reads a count there.

    /// <summary>Marks that this span also causes spans whose number it cannot know (a broadcast, a plain HTTP
    /// call).</summary>
    public Span MarkChildrenOpen() => Mark(SpanMarks.ChildrenOpen);

    /// <summary>Ends the span and hands its record to the recorder. Only the first call counts.</summary>
    public void End() => End(null);

    internal bool HasTag(string key)
    {
        foreach (ref readonly var tag in Tags)
            if (string.Equals(tag.Key, key, StringComparison.Ordinal)) return true;
        return false;
    }

    private Tag[] OwnTags(SpanBody body)
    {
        if ((_marks & SpanMarks.SharesTags) != 0)
        {
            body.Tags = [.. Tags, default, default, default];
            _marks &= ~SpanMarks.SharesTags;
        }
        // A body that was used before may still refer to an array of shared tags.
        return _tagCount == 0 ? [] : body.Tags ?? [];
    }

    internal Span Mark(SpanMarks mark)
    {
        if (IsRecording) _marks |= mark;
        return this;
    }

    // A separate method keeps Activity small where there is none, as for most messages.
    private Activity? ActivityStill() => Body is { } body ? Still(body, body.Activity, null) : null;

    // Returns the value if the body is still this span's: a span gives its body up before the next one writes to it.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private T Still<T>(SpanBody body, T value, T otherwise)
    {
        // The value was read first; the check must not be moved before it.
        Volatile.ReadBarrier();
        return ReferenceEquals(Body, body) ? value : otherwise;
    }

    private (ImmutableArray<Tag> Kept, int Dropped) Bounded(ReadOnlySpan<Tag> tags)
    {
        var kept = Limits.Cut(tags);
        var dropped = tags.Length - kept.Length;
        if (dropped > 0) Tracer.Recorder.Drops.Count(DropReason.TagLimit, dropped);
        return (kept, dropped);
    }
}
