using System.Collections.Immutable;
using Tracing.Contracts;
using Tracing.Wire.Spans;

namespace Tracing.Reporting;

public class ReporterStateTests
{
    private static readonly TimeSpan _resend = TimeSpan.FromSeconds(5);
    private static readonly SpanBatch _batch = new([Some.Span(1)]);
    private static readonly int _bytes = _batch.Spans[0].Bytes.Length;

    [Fact]
    public void A_batch_is_held_until_it_is_stored_not_until_it_is_taken()
    {
        var reporter = Reporter();
        var id = Send(reporter);
        reporter.OnAnswer(new BatchAnswer(id, false, 0, 1));
        Assert.True(reporter.Holds(id));
        Assert.Equal(0, reporter.InFlight);
        Assert.Equal((1, _bytes), (reporter.HeldSpans, reporter.HeldBytes));
        reporter.OnAnswer(new BatchAnswer(id, true, 0, 1));
        Assert.False(reporter.Holds(id));
        Assert.Equal((0, 0), (reporter.HeldSpans, reporter.HeldBytes));
    }

    [Fact]
    public void A_batch_that_is_not_taken_in_time_is_sent_again_under_its_own_number()
    {
        var reporter = Reporter();
        var id = Send(reporter);
        Assert.Empty(reporter.Next(Some.Time + _resend / 2));
        Assert.Equal(id, Assert.Single(reporter.Next(Some.Time + _resend)).Id);
        Assert.Empty(reporter.Next(Some.Time + _resend));
    }

    [Fact]
    public void A_batch_that_one_incarnation_took_is_sent_again_when_another_answers()
    {
        var reporter = Reporter();
        var first = Send(reporter);
        reporter.OnAnswer(new BatchAnswer(first, false, 0, Incarnation: 1));
        var second = Send(reporter);
        reporter.OnAnswer(new BatchAnswer(second, false, 0, Incarnation: 2));
        Assert.Equal(first, Assert.Single(reporter.Next(Some.Time)).Id);
    }

    [Fact]
    public void A_batch_taken_long_ago_and_not_stored_is_sent_again()
    {
        var reporter = Reporter();
        var id = Send(reporter);
        reporter.OnAnswer(new BatchAnswer(id, false, 0, 1));
        Assert.Empty(reporter.Next(Some.Time + _resend * 5));
        Assert.Equal(id, Assert.Single(reporter.Next(Some.Time + _resend * 6)).Id);
    }

    [Fact]
    public void No_more_batches_are_sent_again_at_once_than_may_be_in_flight()
    {
        var reporter = Reporter(maxInFlight: 2);
        for (var i = 0; i < 5; i++) reporter.OnAnswer(new BatchAnswer(Send(reporter), false, 0, 1));
        reporter.OnAnswer(new BatchAnswer(default, false, 0, Incarnation: 2));
        Assert.False(reporter.HasCredit);
        Assert.Equal([1, 2], reporter.Next(Some.Time).Select(again => again.Id.Number));
    }

    [Fact]
    public void Over_the_byte_limit_the_batches_taken_first_are_let_go_and_counted()
    {
        var reporter = Reporter(maxHeldBytes: 2 * _bytes);
        var first = Send(reporter);
        var second = Send(reporter);
        Assert.False(reporter.HasCredit);
        reporter.OnAnswer(new BatchAnswer(first, false, 0, 1));
        reporter.OnAnswer(new BatchAnswer(second, false, 0, 1));
        Assert.True(reporter.HasCredit);
        var third = Send(reporter);
        Assert.Equal([false, true, true], ImmutableArray.Create(first, second, third).Select(reporter.Holds));
        Assert.Equal((2, 2 * _bytes, 1), (reporter.HeldSpans, reporter.HeldBytes, reporter.LetGoSpans));
    }

    private static BatchId Send(ReporterState reporter)
    {
        reporter.Add(_batch);
        return Assert.Single(reporter.Next(Some.Time)).Id;
    }

    private static ReporterState Reporter(int maxInFlight = 4, long maxHeldBytes = 1 << 20) =>
        new(7, maxInFlight, _resend, maxHeldBytes);
}
