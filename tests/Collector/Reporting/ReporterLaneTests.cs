using Tracing.Contracts;
using Tracing.Wire.Spans;

namespace Tracing.Reporting;

/// <summary>A reporter that sends to several shards.</summary>
public class ReporterLaneTests
{
    private static readonly TimeSpan _resend = TimeSpan.FromSeconds(5);

    // Two traces of different shards.
    private static readonly int _one = 1;
    private static readonly int _two = Enumerable.Range(2, 100).First(trace => ShardOf(trace) != ShardOf(1));

    [Fact]
    public void Spans_are_grouped_by_shard_and_each_batch_names_its_shard()
    {
        var reporter = Reporter();
        reporter.Add(new SpanBatch([Span(_one, 1), Span(_two, 2), Span(_one, 3)]));
        var batches = reporter.Next(Some.Time);
        Assert.Equal([(ShardOf(_one), 2), (ShardOf(_two), 1)], batches.Select(batch => (batch.Shard, batch.Batch.Spans.Length)));
    }

    [Fact]
    public void A_shard_that_does_not_answer_does_not_hold_up_another()
    {
        var reporter = Reporter(maxInFlight: 1);
        for (var id = 1; id <= 5; id++) reporter.Add(new SpanBatch([Span(_one, id)]));
        Assert.Single(reporter.Next(Some.Time));
        for (var id = 11; id <= 13; id++)
        {
            reporter.Add(new SpanBatch([Span(_two, id)]));
            var sent = Assert.Single(reporter.Next(Some.Time));
            Assert.Equal(ShardOf(_two), sent.Shard);
            reporter.OnAnswer(new BatchAnswer(sent.Id, IsStored: true, sent.Shard, 1));
        }
    }

    [Fact]
    public void Spans_that_waited_for_credit_are_sent_together()
    {
        var reporter = Reporter(maxInFlight: 1);
        reporter.Add(new SpanBatch([Span(_one, 1)]));
        var first = Assert.Single(reporter.Next(Some.Time));
        for (var id = 2; id <= 5; id++) reporter.Add(new SpanBatch([Span(_one, id)]));
        Assert.Empty(reporter.Next(Some.Time));
        Assert.Equal(4, reporter.Waiting);
        reporter.OnAnswer(new BatchAnswer(first.Id, IsStored: false, first.Shard, 1));
        var second = Assert.Single(reporter.Next(Some.Time));
        Assert.Equal([2ul, 3, 4, 5], second.Batch.Spans.Select(span => span.SpanId.Value));
        Assert.Equal(0, reporter.Waiting);
    }

    [Fact]
    public void Waiting_spans_are_not_joined_beyond_the_size_of_a_message()
    {
        var reporter = Reporter(maxInFlight: 1, maxBatchBytes: 4 << 10);
        for (var id = 1; id <= 9; id++) reporter.Add(new SpanBatch([Span(_one, id, 1_000)]));
        var sent = 0;
        while (reporter.InFlight + reporter.Waiting > 0)
        {
            var batch = Assert.Single(reporter.Next(Some.Time));
            Assert.InRange(batch.Batch.Otlp.Length, 1, 4 << 10);
            sent += batch.Batch.Spans.Length;
            reporter.OnAnswer(new BatchAnswer(batch.Id, IsStored: true, batch.Shard, 1));
        }
        Assert.Equal((9, 0L), (sent, reporter.HeldBytes));
    }

    [Fact]
    public void After_a_release_everything_that_the_shard_took_or_was_sent_is_sent_again()
    {
        var reporter = Reporter();
        reporter.Add(new SpanBatch([Span(_one, 1)]));
        var taken = Assert.Single(reporter.Next(Some.Time));
        reporter.OnAnswer(new BatchAnswer(taken.Id, IsStored: false, taken.Shard, Incarnation: 1));
        reporter.Add(new SpanBatch([Span(_one, 2)]));
        var under = Assert.Single(reporter.Next(Some.Time));
        reporter.Release(taken.Shard, incarnation: 1);
        Assert.Equal([taken.Id, under.Id], reporter.Next(Some.Time).Select(batch => batch.Id));
        Assert.Equal(2, reporter.Resent);
    }

    [Fact]
    public void A_late_release_by_an_earlier_incarnation_sends_nothing_again()
    {
        var reporter = Reporter();
        reporter.Add(new SpanBatch([Span(_one, 1)]));
        var taken = Assert.Single(reporter.Next(Some.Time));
        reporter.OnAnswer(new BatchAnswer(taken.Id, IsStored: false, taken.Shard, Incarnation: 2));
        reporter.Release(taken.Shard, incarnation: 1);
        Assert.Empty(reporter.Next(Some.Time));
    }

    [Fact]
    public void A_new_incarnation_of_one_shard_does_not_affect_another_shard()
    {
        var reporter = Reporter();
        reporter.Add(new SpanBatch([Span(_one, 1), Span(_two, 2)]));
        foreach (var batch in reporter.Next(Some.Time))
            reporter.OnAnswer(new BatchAnswer(batch.Id, IsStored: false, batch.Shard, Incarnation: 1));
        reporter.OnAnswer(new BatchAnswer(default, IsStored: false, ShardOf(_one), Incarnation: 2));
        Assert.Equal(ShardOf(_one), Assert.Single(reporter.Next(Some.Time)).Shard);
    }

    [Fact]
    public void Without_room_new_spans_are_dropped_for_a_shard_without_credit_and_not_for_another()
    {
        var reporter = Reporter(maxInFlight: 1, maxHeldBytes: 3_000);
        for (var id = 1; id <= 4; id++) reporter.Add(new SpanBatch([Span(_one, id, 1_000)]));
        reporter.Next(Some.Time);
        Assert.Equal(5ul, Assert.Single(reporter.Add(new SpanBatch([Span(_one, 5, 1_000)]))).SpanId.Value);
        Assert.Empty(reporter.Add(new SpanBatch([Span(_two, 6)])));
        Assert.Equal(1, reporter.DroppedSpans);
        Assert.Equal(ShardOf(_two), Assert.Single(reporter.Next(Some.Time)).Shard);
    }

    [Fact]
    public void A_ticket_is_drained_once_when_every_part_is_taken()
    {
        var reporter = Reporter();
        reporter.Add(new SpanBatch([Span(_one, 1), Span(_two, 2)]), ticket: 7);
        var batches = reporter.Next(Some.Time);
        reporter.OnAnswer(new BatchAnswer(batches[0].Id, IsStored: false, batches[0].Shard, 1));
        Assert.Empty(reporter.DrainTaken());
        reporter.OnAnswer(new BatchAnswer(batches[1].Id, IsStored: true, batches[1].Shard, 1));
        Assert.Equal(7L, Assert.Single(reporter.DrainTaken()));
        reporter.OnAnswer(new BatchAnswer(batches[0].Id, IsStored: true, batches[0].Shard, 1));
        Assert.Empty(reporter.DrainTaken());
    }

    [Fact]
    public void Tickets_of_batches_that_were_sent_together_are_all_drained()
    {
        var reporter = Reporter(maxInFlight: 1);
        reporter.Add(new SpanBatch([Span(_one, 1)]));
        var first = Assert.Single(reporter.Next(Some.Time));
        foreach (var (id, ticket) in new[] { (2, 7L), (3, 8L) }) reporter.Add(new SpanBatch([Span(_one, id)]), ticket);
        reporter.OnAnswer(new BatchAnswer(first.Id, IsStored: true, first.Shard, 1));
        var second = Assert.Single(reporter.Next(Some.Time));
        reporter.OnAnswer(new BatchAnswer(second.Id, IsStored: false, second.Shard, 1));
        Assert.Equal([7L, 8L], reporter.DrainTaken().Order());
    }

    private static int ShardOf(int trace) => TraceShards.Of(Some.Trace(trace));

    private static RawSpan Span(int trace, int id, int bytes = 0) => Some.Span(id, trace: trace, name: new string('n', bytes + 1));

    private static ReporterState Reporter(int maxInFlight = 4, long maxHeldBytes = 1 << 20, int maxBatchBytes = 64 << 10) =>
        new(7, maxInFlight, _resend, maxHeldBytes, new ShardCutter(TraceShards.DefaultCount, maxBatchBytes));
}
