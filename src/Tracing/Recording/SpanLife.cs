using System.Diagnostics;

namespace Tracing;

// The making, preparing and ending of spans, for tracers and instrumentation. Code with a span in hand uses the other
// part of the class.
public sealed partial class Span
{
    /// <summary>Makes a span that records nothing and passes a context on.</summary>
    internal static Span Passing(Tracer tracer, in TraceContext context) =>
        new(new TraceHead(tracer, context.Decided(keeps: false)), context.SpanId, context.ParentSpanId, "",
            SpanKind.Internal, 0);

    internal static Span Passing(TraceHead trace, SpanId id) => new(trace, id, default, "", SpanKind.Internal, 0);

    /// <summary>Makes a span that stands in for a foreign activity, as the parent of spans that begin under
    /// it.</summary>
    internal static Span StandingFor(Activity activity, in TraceContext context)
    {
        var head = new TraceHead(Tracer.Default, context)
        {
            BeganMonotonicNanos = Tracer.Default.Clock.MonotonicNanos(),
        };
        var span = new Span(head, context.SpanId, context.ParentSpanId,
            activity.DisplayName, SpanKind.Internal, 0)
        {
            _word = SpanWord.ClaimedAndEnded,
        };
        span._traits = span._traits with { StandsIn = true };
        if (span.Body is { } body) body.Activity = activity;
        return span;
    }

    /// <summary>Makes a span that stands in for one of ours in another process, as the parent of spans that begin under
    /// it. That span cannot count them, so its process must have marked it as open-ended.</summary>
    internal static Span StandingFor(Tracer tracer, in TraceContext context, long beganMonotonicNanos)
    {
        var now = tracer.Clock.MonotonicNanos();
        var head = new TraceHead(tracer, context)
        {
            BeganMonotonicNanos = beganMonotonicNanos == 0 ? now : beganMonotonicNanos,
        };
        var span = new Span(head, context.SpanId, context.ParentSpanId, "", SpanKind.Producer, now)
        {
            _word = SpanWord.ClaimedAndEnded,
        };
        span._traits = span._traits with { StandsIn = true };
        return span;
    }

    /// <summary>Attaches an activity that ends with this span; null: none.</summary>
    internal Span Own(Activity? activity)
    {
        if (activity is null || Body is not { } body) return this;
        if (activity is SpanCarrier carrier) carrier.Carried = this;
        body.Activity = activity;
        _marks |= SpanMarks.OwnsActivity;
        return this;
    }

    /// <summary>Gives what is caused from now on other baggage.</summary>
    /// <returns>This span; for an unsampled one, which other handlers share, a copy.</returns>
    internal Span Carrying(Baggage baggage)
    {
        if (!IsSampled && IsReported) return Passing(Tracer, Context.With(baggage));
        // Read once: another thread may replace it.
        var trace = _trace;
        Volatile.Write(ref _trace, new TraceHead(trace.Tracer, trace.At(_id, default).With(baggage)));
        return this;
    }

    /// <summary>Adds baggage that is not there yet or has another value.</summary>
    internal Span CarryingToo(Baggage baggage)
    {
        var before = _trace.Carried?.Baggage ?? Baggage.Empty;
        var after = before;
        foreach (var entry in baggage.Entries)
            if (after[entry.Key] != entry.Value) after = after.Set(entry.Key, entry.Value, entry.Metadata);
        return ReferenceEquals(before, after) ? this : Carrying(after);
    }

    /// <summary>Attaches an activity of another library, whose span this is. It ends by itself.</summary>
    internal Span For(Activity activity)
    {
        if (Body is { } body) body.Activity = activity;
        return this;
    }

    /// <summary>Attaches a carrier to a span that other threads may know already; it ends with the span.</summary>
    /// <returns>False: the span is not sampled or has ended.</returns>
    internal bool OwnLate(SpanCarrier carrier)
    {
        carrier.Carried = this;
        if (BodyToWrite is not { } body) return false;
        body.Activity = carrier;
        _marks |= SpanMarks.OwnsActivity;
        return true;
    }

    /// <summary>Makes a span that has just been started give its body back when it ends
    /// (<see cref="EndNow"/>).</summary>
    /// <param name="spare">The spare body that the span was offered; set to null if the span uses it.</param>
    /// <remarks>To be called before another thread can know the span. A span with an activity keeps its body, because
    /// listeners look at it after the end.</remarks>
    internal Span Lend(ref SpanBody? spare)
    {
        if (IsSampled && !OwnsActivity) _word = SpanWord.Lent;
        if (ReferenceEquals(_body, spare)) spare = null;
        return this;
    }

    /// <summary>Remembers the activity around this span, so that a later activity is known to have begun within
    /// it.</summary>
    internal void Surround(Activity? activity)
    {
        if (OwnsActivity || StandsIn) return;
        // After the end the span has its body only if it was claimed before.
        if ((_word.TryClaim() || _word.IsClaimed) && Body is { } body) body.Activity = activity;
    }

    /// <summary>Sets the time in the mailbox; for the code that has just started the span.</summary>
    internal Span WaitedInMailbox(long nanos)
    {
        if (IsSampled && Body is { } body) body.MailboxWaitNanos = Math.Max(0, nanos);
        return this;
    }

    /// <summary>Sets tags that many spans have in common, without copying them; for the code that has just started the
    /// span. The array must not change, nor repeat a key.</summary>
    internal Span ShareTags(Tag[] tags)
    {
        if (!IsRecording || _tagCount != 0 || Body is not { } body) return this;
        body.Share(tags);
        _tagCount = (short)tags.Length;
        _marks |= SpanMarks.SharesTags;
        return this;
    }

    internal Span MarkDetached() => Mark(SpanMarks.Detached);
    internal Span MarkStashed() => Mark(SpanMarks.Stashed);
    internal Span MarkUnhandled() => Mark(SpanMarks.Unhandled);
    internal Span MarkRemoteParent() => Mark(SpanMarks.RemoteParent);

    /// <summary>Ends a span that was started with <see cref="Lend"/>, and takes its body back, unless somebody wrote to
    /// the span or has ended it.</summary>
    /// <returns>The time of the end on the monotonic clock; 0 for an unsampled span, for which the clock is not
    /// read.</returns>
    internal long EndNow(TraceClock clock, ThreadFlow? here, ref SpanBody? spare)
    {
        var now = Close(clock, here, out var body);
        if (body is null) return now;
        _body = null;
        // A reader that still uses this span must see the null before anything that the next span writes to the body.
        Volatile.WriteBarrier();
        spare = body;
        return now;
    }

    /// <param name="here">The state of the calling thread; null when it was not looked up.</param>
    internal void End(ThreadFlow? here) => Close(Tracer.Clock, here, out _);

    /// <summary>Ends the span at a time that the caller has read.</summary>
    internal void End(long monotonicNanos)
    {
        if (IsSampled) Close(monotonicNanos, null);
    }

    private long Close(TraceClock clock, ThreadFlow? here, out SpanBody? unclaimed)
    {
        unclaimed = null;
        if (IsSampled)
        {
            var now = clock.MonotonicNanos();
            unclaimed = Close(now, here);
            return now;
        }
        if (OwnsActivity && Activity is { } activity)
            SpanActivity.Finish(this, activity, SpanActivity.Own.Nothing, 0);
        return 0;
    }

    // Returns the body if nobody claimed it and this call ended the span; only this call may still write to it.
    private SpanBody? Close(long monotonicNanos, ThreadFlow? here)
    {
        if (_word.HasEnded || Body is not { } body || body.Hold?.EndsNow(monotonicNanos) == false) return null;
        var activity = OwnsActivity ? body.Activity : null;
        var own = activity is null ? default : SpanActivity.TakeFrom(activity, this);
        if (!_word.TryEnd(out var wasClaimed)) return null;
        body.EndUnixNanos = body.StartUnixNanos + (ulong)Math.Max(0, monotonicNanos - body.StartMonotonicNanos);
        if (activity is not null) SpanActivity.Finish(this, activity, own, body.EndUnixNanos);
        _trace.Tracer.Recorder.Record(this, body, here);
        return wasClaimed ? null : body;
    }
}
