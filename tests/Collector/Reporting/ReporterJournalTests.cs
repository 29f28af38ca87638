using Tracing.Contracts;
using Tracing.Wire.Spans;

namespace Tracing.Reporting;

/// <summary>A reporter with batches that a door's journal holds as well.</summary>
public class ReporterJournalTests
{
    private static readonly TimeSpan _resend = TimeSpan.FromSeconds(5);

    // Two traces of different shards.
    private static readonly int _one = 1;
    private static readonly int _two = Enumerable.Range(2, 100).First(trace => ShardOf(trace) != ShardOf(1));

    [Fact]
    public void A_ticket_is_drained_as_stored_when_all_parts_of_its_batch_are_stored()
    {
        var reporter = Reporter();
        reporter.Add(new SpanBatch([Span(_one, 1), Span(_two, 2)]), ticket: 7, isInJournal: true);
        var parts = reporter.Next(Some.Time);
        foreach (var part in parts) reporter.OnAnswer(new BatchAnswer(part.Id, IsStored: false, part.Shard, 1));
        Assert.Equal([7], reporter.DrainTaken().AsEnumerable());
        reporter.OnAnswer(new BatchAnswer(parts[0].Id, IsStored: true, parts[0].Shard, 1));
        Assert.Empty(reporter.DrainStored());
        reporter.OnAnswer(new BatchAnswer(parts[1].Id, IsStored: true, parts[1].Shard, 1));
        Assert.Equal([7], reporter.DrainStored().AsEnumerable());
        Assert.Empty(reporter.DrainStored());
    }

    [Fact]
    public void A_ticket_of_a_batch_in_no_journal_is_drained_as_taken_only()
    {
        var reporter = Reporter();
        reporter.Add(new SpanBatch([Span(_one, 1)]), ticket: 7);
        var sent = Assert.Single(reporter.Next(Some.Time));
        reporter.OnAnswer(new BatchAnswer(sent.Id, IsStored: true, sent.Shard, 1));
        Assert.Equal([7], reporter.DrainTaken().AsEnumerable());
        Assert.Empty(reporter.DrainStored());
    }

    [Fact]
    public void Parts_of_one_batch_that_are_sent_together_are_answered_together()
    {
        var reporter = Reporter(maxInFlight: 1);
        reporter.Add(new SpanBatch([Span(_one, 1)]));
        var first = Assert.Single(reporter.Next(Some.Time));
        // Three spans; each of the first two fills a message.
        reporter.Add(new SpanBatch([Span(_one, 2, 3_000), Span(_one, 3, 3_000), Span(_one, 4, 500)]), ticket: 7, isInJournal: true);
        reporter.Add(new SpanBatch([Span(_one, 5)]), ticket: 8, isInJournal: true);
        Answer(reporter, first);
        while (Assert.Single(reporter.Next(Some.Time)) is var sent)
        {
            Answer(reporter, sent);
            if (reporter.InFlight + reporter.Waiting == 0) break;
        }
        Assert.Equal([7, 8], reporter.DrainStored().Order());
    }

    [Fact]
    public void Own_spans_and_journaled_spans_are_not_joined_into_one_batch()
    {
        var reporter = Reporter(maxInFlight: 1);
        reporter.Add(new SpanBatch([Span(_one, 1)]));
        var first = Assert.Single(reporter.Next(Some.Time));
        reporter.Add(new SpanBatch([Span(_one, 2)]), ticket: 7, isInJournal: true);
        reporter.Add(new SpanBatch([Span(_one, 3)]));
        Answer(reporter, first);
        var second = Assert.Single(reporter.Next(Some.Time));
        Assert.Equal([2ul], second.Batch.Spans.Select(span => span.SpanId.Value));
    }

    [Fact]
    public void Without_room_the_spans_of_journaled_batches_are_released_first_and_the_journal_still_hears_that_they_are_stored()
    {
        var reporter = Reporter(maxHeldBytes: 3 * Bytes);
        reporter.Add(new SpanBatch([Span(_one, 1)]), ticket: 7, isInJournal: true);
        var kept = SendAndTake(reporter);
        reporter.Add(new SpanBatch([Span(_one, 2)]));
        SendAndTake(reporter);
        Assert.True(reporter.TryMakeRoom(2 * Bytes));
        Assert.Equal((Bytes, 0), (reporter.HeldBytes, reporter.LetGoSpans));
        Assert.Empty(reporter.DrainLost());
        reporter.OnAnswer(new BatchAnswer(kept.Id, IsStored: true, kept.Shard, 1));
        Assert.Equal([7], reporter.DrainStored().AsEnumerable());
        Assert.Equal(Bytes, reporter.HeldBytes);
    }

    [Theory]
    [InlineData("another incarnation answers")]
    [InlineData("the shard leaves")]
    [InlineData("nobody says anything for long")]
    public void A_batch_whose_spans_are_released_is_lost_when_it_would_be_sent_again(string why)
    {
        var reporter = Reporter(maxHeldBytes: Bytes);
        reporter.Add(new SpanBatch([Span(_one, 1)]), ticket: 7, isInJournal: true);
        var kept = SendAndTake(reporter);
        Assert.True(reporter.TryMakeRoom(Bytes));
        var now = Some.Time;
        if (why == "another incarnation answers") reporter.OnAnswer(new BatchAnswer(default, false, kept.Shard, Incarnation: 2));
        else if (why == "the shard leaves") reporter.Release(kept.Shard, 1);
        else now += _resend * 6;
        Assert.Empty(reporter.Next(now));
        Assert.Equal([7], reporter.DrainLost().AsEnumerable());
        Assert.False(reporter.Holds(kept.Id));
        Assert.Equal(0, reporter.HeldBytes);
        // An answer that comes too late changes nothing.
        reporter.OnAnswer(new BatchAnswer(kept.Id, true, kept.Shard, 2));
        Assert.Empty(reporter.DrainStored());
    }

    [Fact]
    public void The_spans_of_a_batch_that_is_sent_again_are_not_released_before_it_is_taken_again()
    {
        var reporter = Reporter(maxHeldBytes: Bytes);
        reporter.Add(new SpanBatch([Span(_one, 1)]), ticket: 7, isInJournal: true);
        var kept = SendAndTake(reporter);
        reporter.OnAnswer(new BatchAnswer(default, false, kept.Shard, Incarnation: 2));
        Assert.Equal(kept.Id, Assert.Single(reporter.Next(Some.Time + TimeSpan.FromSeconds(1))).Id);
        Assert.False(reporter.TryMakeRoom(Bytes));
        reporter.OnAnswer(new BatchAnswer(kept.Id, false, kept.Shard, Incarnation: 2));
        Assert.True(reporter.TryMakeRoom(Bytes));
    }

    [Fact]
    public void After_giving_up_released_batches_every_open_ticket_has_its_spans()
    {
        var reporter = Reporter(maxHeldBytes: 2 * Bytes);
        reporter.Add(new SpanBatch([Span(_one, 1)]), ticket: 7, isInJournal: true);
        SendAndTake(reporter);
        reporter.Add(new SpanBatch([Span(_one, 2)]), ticket: 8, isInJournal: true);
        Assert.True(reporter.TryMakeRoom(Bytes));
        reporter.GiveUpReleased();
        Assert.Equal([7], reporter.DrainLost().AsEnumerable());
        Assert.Equal([2ul], reporter.All().SelectMany(batch => batch.Spans).Select(span => span.SpanId.Value));
    }

    // Bytes of a span without the filler tag.
    private static long Bytes => Span(_one, 1).Bytes.Length;

    private static OutgoingBatch SendAndTake(ReporterState reporter)
    {
        var sent = Assert.Single(reporter.Next(Some.Time));
        reporter.OnAnswer(new BatchAnswer(sent.Id, IsStored: false, sent.Shard, 1));
        return sent;
    }

    private static void Answer(ReporterState reporter, in OutgoingBatch sent) =>
        reporter.OnAnswer(new BatchAnswer(sent.Id, IsStored: true, sent.Shard, 1));

    private static RawSpan Span(int trace, int id, int tagLength = 0) =>
        Some.Span(id, 100, 0, trace, tags: tagLength == 0 ? [] : [new Tag("filler", new string('x', tagLength))]);

    private static int ShardOf(int trace) => TraceShards.Of(Some.Trace(trace));

    private static ReporterState Reporter(int maxInFlight = 4, long maxHeldBytes = 1 << 20) =>
        new(9, maxInFlight, _resend, maxHeldBytes, new ShardCutter(TraceShards.DefaultCount, 4 << 10));
}
