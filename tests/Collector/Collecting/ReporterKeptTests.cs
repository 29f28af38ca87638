using Tracing.Wire;

namespace Tracing.Collecting;

/// <summary>A reporter with batches that somebody else holds as well: a door's journal.</summary>
public class ReporterKeptTests
{
    private static readonly TimeSpan _resend = TimeSpan.FromSeconds(5);

    // Two traces that belong to different shards.
    private static readonly int _one = 1;
    private static readonly int _two = Enumerable.Range(2, 100).First(trace => ShardOf(trace) != ShardOf(1));

    [Fact]
    public void Who_gave_a_batch_hears_that_it_is_stored_when_all_of_its_parts_are()
    {
        var reporter = Reporter();
        reporter.Add(new SpanBatch([Span(_one, 1), Span(_two, 2)]), ticket: 7, isKept: true);
        var parts = reporter.Next(Some.Time);
        foreach (var part in parts) reporter.Take(new BatchAnswer(part.Id, IsStored: false, part.Shard, 1));
        Assert.Equal([7], reporter.TakeAnswered().AsEnumerable());
        reporter.Take(new BatchAnswer(parts[0].Id, IsStored: true, parts[0].Shard, 1));
        Assert.Empty(reporter.TakeStored());
        reporter.Take(new BatchAnswer(parts[1].Id, IsStored: true, parts[1].Shard, 1));
        Assert.Equal([7], reporter.TakeStored().AsEnumerable());
        Assert.Empty(reporter.TakeStored());
    }

    [Fact]
    public void Who_gave_a_batch_that_nobody_else_holds_is_told_only_that_it_is_taken()
    {
        var reporter = Reporter();
        reporter.Add(new SpanBatch([Span(_one, 1)]), ticket: 7);
        var sent = Assert.Single(reporter.Next(Some.Time));
        reporter.Take(new BatchAnswer(sent.Id, IsStored: true, sent.Shard, 1));
        Assert.Equal([7], reporter.TakeAnswered().AsEnumerable());
        Assert.Empty(reporter.TakeStored());
    }

    [Fact]
    public void Parts_of_one_batch_that_went_together_count_together()
    {
        var reporter = Reporter(maxInFlight: 1);
        reporter.Add(new SpanBatch([Span(_one, 1)]));
        var first = Assert.Single(reporter.Next(Some.Time));
        // Three spans, of which each fills a message.
        reporter.Add(new SpanBatch([Span(_one, 2, 3_000), Span(_one, 3, 3_000), Span(_one, 4, 500)]), ticket: 7, isKept: true);
        reporter.Add(new SpanBatch([Span(_one, 5)]), ticket: 8, isKept: true);
        Answer(reporter, first);
        while (Assert.Single(reporter.Next(Some.Time)) is var sent)
        {
            Answer(reporter, sent);
            if (reporter.InFlight + reporter.Waiting == 0) break;
        }
        Assert.Equal([7, 8], reporter.TakeStored().Order());
    }

    [Fact]
    public void Own_spans_and_kept_ones_do_not_go_in_one_batch()
    {
        var reporter = Reporter(maxInFlight: 1);
        reporter.Add(new SpanBatch([Span(_one, 1)]));
        var first = Assert.Single(reporter.Next(Some.Time));
        reporter.Add(new SpanBatch([Span(_one, 2)]), ticket: 7, isKept: true);
        reporter.Add(new SpanBatch([Span(_one, 3)]));
        Answer(reporter, first);
        var second = Assert.Single(reporter.Next(Some.Time));
        Assert.Equal([2ul], second.Batch.Spans.Select(span => span.SpanId.Value));
    }

    [Fact]
    public void For_want_of_room_the_spans_of_kept_batches_go_first_and_who_holds_them_still_hears_that_they_are_stored()
    {
        var reporter = Reporter(maxHeldBytes: 3 * Bytes);
        reporter.Add(new SpanBatch([Span(_one, 1)]), ticket: 7, isKept: true);
        var kept = Take(reporter);
        reporter.Add(new SpanBatch([Span(_one, 2)]));
        Take(reporter);
        Assert.True(reporter.TryMakeRoom(2 * Bytes));
        Assert.Equal((Bytes, 0), (reporter.HeldBytes, reporter.LetGoSpans));
        Assert.Empty(reporter.TakeLost());
        reporter.Take(new BatchAnswer(kept.Id, IsStored: true, kept.Shard, 1));
        Assert.Equal([7], reporter.TakeStored().AsEnumerable());
        Assert.Equal(Bytes, reporter.HeldBytes);
    }

    [Theory]
    [InlineData("another incarnation answers")]
    [InlineData("the shard leaves")]
    [InlineData("nobody says anything for long")]
    public void A_kept_batch_whose_spans_are_gone_is_given_back_when_it_would_be_sent_again(string why)
    {
        var reporter = Reporter(maxHeldBytes: Bytes);
        reporter.Add(new SpanBatch([Span(_one, 1)]), ticket: 7, isKept: true);
        var kept = Take(reporter);
        Assert.True(reporter.TryMakeRoom(Bytes));
        var now = Some.Time;
        if (why == "another incarnation answers") reporter.Take(new BatchAnswer(default, false, kept.Shard, Incarnation: 2));
        else if (why == "the shard leaves") reporter.Release(kept.Shard, 1);
        else now += _resend * 6;
        Assert.Empty(reporter.Next(now));
        Assert.Equal([7], reporter.TakeLost().AsEnumerable());
        Assert.False(reporter.Holds(kept.Id));
        Assert.Equal(0, reporter.HeldBytes);
        // An answer that comes after all changes nothing.
        reporter.Take(new BatchAnswer(kept.Id, true, kept.Shard, 2));
        Assert.Empty(reporter.TakeStored());
    }

    [Fact]
    public void A_kept_batch_that_is_sent_again_is_not_made_light_before_it_is_taken_again()
    {
        var reporter = Reporter(maxHeldBytes: Bytes);
        reporter.Add(new SpanBatch([Span(_one, 1)]), ticket: 7, isKept: true);
        var kept = Take(reporter);
        reporter.Take(new BatchAnswer(default, false, kept.Shard, Incarnation: 2));
        Assert.Equal(kept.Id, Assert.Single(reporter.Next(Some.Time + TimeSpan.FromSeconds(1))).Id);
        Assert.False(reporter.TryMakeRoom(Bytes));
        reporter.Take(new BatchAnswer(kept.Id, false, kept.Shard, Incarnation: 2));
        Assert.True(reporter.TryMakeRoom(Bytes));
    }

    [Fact]
    public void When_all_is_surrendered_no_ticket_is_left_open_of_what_is_not_there()
    {
        var reporter = Reporter(maxHeldBytes: 2 * Bytes);
        reporter.Add(new SpanBatch([Span(_one, 1)]), ticket: 7, isKept: true);
        Take(reporter);
        reporter.Add(new SpanBatch([Span(_one, 2)]), ticket: 8, isKept: true);
        Assert.True(reporter.TryMakeRoom(Bytes));
        reporter.LoseLight();
        Assert.Equal([7], reporter.TakeLost().AsEnumerable());
        Assert.Equal([2ul], reporter.All().SelectMany(batch => batch.Spans).Select(span => span.SpanId.Value));
    }

    // Of a packed span without anything that makes it longer.
    private static long Bytes => Span(_one, 1).Bytes.Length;

    private static OutgoingBatch Take(ReporterState reporter)
    {
        var sent = Assert.Single(reporter.Next(Some.Time));
        reporter.Take(new BatchAnswer(sent.Id, IsStored: false, sent.Shard, 1));
        return sent;
    }

    private static void Answer(ReporterState reporter, in OutgoingBatch sent) =>
        reporter.Take(new BatchAnswer(sent.Id, IsStored: true, sent.Shard, 1));

    private static RawSpan Span(int trace, int id, int tagLength = 0) =>
        Some.Span(id, 100, 0, trace, tags: tagLength == 0 ? [] : [new Tag("filler", new string('x', tagLength))]);

    private static int ShardOf(int trace) => TraceShards.Of(Some.Trace(trace));

    private static ReporterState Reporter(int maxInFlight = 4, long maxHeldBytes = 1 << 20) =>
        new(9, maxInFlight, _resend, maxHeldBytes, new ShardCutter(TraceShards.DefaultCount, 4 << 10));
}
