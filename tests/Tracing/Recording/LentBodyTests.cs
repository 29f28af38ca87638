using System.Diagnostics;

namespace Tracing.Recording;

/// <summary>The body of a message's span goes on to the next message, and nothing that was written goes with
/// it.</summary>
public sealed class LentBodyTests
{
    private readonly Recorded _recorded = new();
    private readonly Span _parent;
    private SpanBody? _spare;

    public LentBodyTests() => _parent = _recorded.Tracer.StartRoot("parent");

    public static TheoryData<string> Writes => [.. _writes.Keys];

    private static readonly Dictionary<string, Action<Span>> _writes = new()
    {
        ["tag"] = static span => span.SetTag("k", 1),
        ["name"] = static span => span.Rename("other"),
        ["event"] = static span => span.AddEvent("happened"),
        ["link"] = static span => span.AddLink(span.Context),
        ["status"] = static span => span.SetStatus(SpanStatus.Error, "why"),
        ["failure"] = static span => span.Fail(new InvalidOperationException()),
        ["log line"] = static span => span.AddLogLine("INFO", "text", "source"),
    };

    [Fact]
    public void A_body_that_nobody_wrote_to_is_used_by_the_next_span()
    {
        var first = Start("first");
        var body = BodyAfterEnding(first);
        Assert.NotNull(body);
        var second = Start("second");
        Assert.Null(_spare);
        Assert.Same(body, BodyAfterEnding(second));
        Assert.Equal(["first", "second"], _recorded.Finished().Select(span => span.Name));
    }

    [Fact]
    public void A_message_allocates_48_bytes_for_its_span()
    {
        // All objects that are made once, such as pages, are made here.
        Work(1_000);
        var least = long.MaxValue;
        for (var round = 0; round < 5; round++)
        {
            _recorded.Finished();
            least = Math.Min(least, Allocations.Least(() => Work(100)));
        }
        Assert.Equal(100 * 48, least);

        void Work(int messages)
        {
            for (var i = 0; i < messages; i++) Start("work").EndNow(ref _spare);
        }
    }

    [Theory]
    [MemberData(nameof(Writes))]
    public void A_body_that_was_written_to_stays_with_its_span(string write)
    {
        var span = Start("work");
        _writes[write](span);
        Assert.Null(BodyAfterEnding(span));
        Assert.NotEqual(0ul, span.StartUnixNanos);
        Assert.NotEqual("", span.Name);
        Assert.Equal(_parent.Context.SpanId, span.Context.ParentSpanId);
    }

    [Fact]
    public void An_activity_around_a_nested_call_stays_with_its_span()
    {
        var span = Start("work");
        using var around = new Activity("around");
        span.Surround(around);
        Assert.Null(BodyAfterEnding(span));
        Assert.Same(around, span.Activity);
    }

    [Theory]
    [MemberData(nameof(Writes))]
    public void A_write_after_the_end_reaches_no_span_not_even_the_next_one_with_the_body(string write)
    {
        var first = Start("first").ShareTags([new Tag("of", "first")]);
        Assert.NotNull(BodyAfterEnding(first));
        var second = Start("second").ShareTags([new Tag("of", "second")]);
        _writes[write](first);
        second.EndNow(ref _spare);
        _writes[write](second);
        var third = Start("third");
        third.EndNow(ref _spare);
        var records = _recorded.Finished();
        Assert.Equal(["first", "second", "third"], records.Select(record => record.Name));
        Assert.All(records, static record => Assert.Null(record.Details));
        Assert.All(records, static record => Assert.Equal(SpanStatus.Unset, record.Status));
        Assert.Equal([new Tag("of", "second")], records[1].Tags.ToArray());
        Assert.Empty(records[2].Tags.ToArray());
    }

    [Fact]
    public void An_activity_that_is_noted_after_the_end_belongs_to_no_span()
    {
        var first = Start("first");
        first.EndNow(ref _spare);
        var second = Start("second");
        using var around = new Activity("around");
        first.Surround(around);
        Assert.Null(first.Activity);
        Assert.Null(second.Activity);
    }

    [Fact]
    public void A_tag_after_another_messages_shared_tags_changes_neither()
    {
        Tag[] shared = [new Tag("of", "all")];
        Start("first").ShareTags(shared).EndNow(ref _spare);
        var second = Start("second").SetTag("own", 2);
        Assert.Equal([new Tag("own", 2)], second.Tags.ToArray());
        Assert.Equal([new Tag("of", "all")], shared);
    }

    [Fact]
    public void A_span_that_has_given_its_body_back_shows_nothing_of_the_next_span()
    {
        var first = Start("first").WaitedInMailbox(5).ShareTags([new Tag("of", "first")]);
        first.EndNow(ref _spare);
        using var around = new Activity("around");
        var second = Start("second").WaitedInMailbox(6).AddEvent("happened").SetTag("of", "second");
        second.Surround(around);
        Assert.Equal(("", 0ul, 0ul, -1L), (first.Name, first.StartUnixNanos, first.EndUnixNanos, first.MailboxWaitNanos));
        Assert.Empty(first.Tags.ToArray());
        Assert.Null(first.Details);
        Assert.Null(first.Activity);
        Assert.True(first.Context.ParentSpanId.IsNone);
    }

    [Fact]
    public void A_span_that_has_given_its_body_back_still_has_its_context()
    {
        var caller = new TraceContext(TraceId.NewRandom(), SpanId.NewRandom(), TraceFlags.Sampled,
            traceState: "vendor=1", baggage: Baggage.Of(new BaggageEntry("user", "7")));
        var span = _recorded.Tracer.Start("work", caller, SpanKind.Server, 0, ref _spare).MarkUnhandled();
        span.CountChild();
        var before = span.Context;
        span.EndNow(ref _spare);
        Assert.NotNull(_spare);
        Assert.Equal((before.TraceId, before.SpanId, before.Flags, before.Decision),
            (span.Context.TraceId, span.Context.SpanId, span.Context.Flags, span.Context.Decision));
        Assert.Equal(("vendor=1", "7"), (span.Context.TraceState, span.Context.Baggage["user"]));
        Assert.Equal((SpanKind.Server, SpanMarks.Unhandled, 1), (span.Kind, span.Marks, span.Children));
        Assert.Same(_recorded.Tracer, span.Tracer);
        Assert.True(span is { HasEnded: true, IsRecording: false, IsSampled: true, IsValid: true });
        var child = _recorded.Tracer.StartChild("late", span);
        Assert.Equal(before.SpanId, child.Context.ParentSpanId);
        Assert.True(child.Marks.HasFlag(SpanMarks.Detached));
    }

    [Fact]
    public void A_call_that_did_not_end_the_span_does_not_get_its_body()
    {
        var span = Start("work");
        span.End();
        Assert.Null(BodyAfterEnding(span));
        Assert.Equal("work", span.Name);
        Assert.NotEqual(0ul, span.EndUnixNanos);
        Assert.Single(_recorded.Finished());
    }

    [Fact]
    public void A_span_that_is_an_activity_keeps_its_body()
    {
        using var listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name == Tracer.ScopeName,
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
        };
        ActivitySource.AddActivityListener(listener);
        var span = Start("work");
        Assert.NotNull(span.Activity);
        Assert.Null(BodyAfterEnding(span));
        Assert.Equal("work", span.Name);
    }

    [Fact]
    public void A_full_buffer_drops_the_record_but_gives_the_body_back()
    {
        var recorded = new Recorded(s => s with { BufferCapacity = 2 });
        for (var i = 0; i < 3; i++) recorded.Tracer.StartRoot("work", SpanKind.Consumer, ref _spare).EndNow(ref _spare);
        Assert.NotNull(_spare);
        Assert.Equal(1, recorded.Recorder.Drops[DropReason.BufferFull]);
    }

    [Fact]
    public void An_unsampled_span_uses_no_spare_body()
    {
        var recorded = new Recorded(s => s with { Sampler = Sampling.AlwaysOffSampler.Instance });
        var spare = _spare = new SpanBody();
        recorded.Tracer.StartRoot("work", SpanKind.Consumer, ref _spare).EndNow(ref _spare);
        Assert.Same(spare, _spare);
    }

    private Span Start(string name) => _recorded.Tracer.StartSent(
        name, _parent, SpanKind.Consumer, _recorded.Recorder.Clock.MonotonicNanos(), ref _spare);

    private SpanBody? BodyAfterEnding(Span span)
    {
        span.EndNow(ref _spare);
        return _spare;
    }
}
