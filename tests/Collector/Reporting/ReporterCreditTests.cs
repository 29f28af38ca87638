using Tracing.Contracts;
using Tracing.Wire.Spans;

namespace Tracing.Reporting;

public class ReporterCreditTests
{
    private static readonly DateTimeOffset _start = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private static readonly TimeSpan _resendAfter = TimeSpan.FromSeconds(5);

    private readonly ReporterState _state = new(sender: 1, maxInFlight: 2, _resendAfter);

    [Fact]
    public void A_reporter_has_credit_until_the_allowed_number_of_batches_is_in_flight()
    {
        var first = Send();
        Assert.True(_state.HasCredit);
        Send();
        Assert.False(_state.HasCredit);
        _state.OnAnswer(Stored(first));
        Assert.True(_state.HasCredit);
        Assert.Equal(1, _state.InFlight);
    }

    [Fact]
    public void Each_batch_has_its_own_number() =>
        Assert.NotEqual(Send(), Send());

    [Fact]
    public void Unanswered_batches_are_sent_again_once_in_each_interval_under_their_own_numbers_oldest_first()
    {
        var first = Send();
        var second = Send();
        Assert.Empty(_state.Next(_start + _resendAfter - TimeSpan.FromTicks(1)));
        Assert.Equal([first, second], _state.Next(_start + _resendAfter).Select(b => b.Id));
        Assert.Empty(_state.Next(_start + _resendAfter));
        Assert.Equal([first, second], _state.Next(_start + 2 * _resendAfter).Select(b => b.Id));
        Assert.Equal(4, _state.Resent);
    }

    [Fact]
    public void A_stored_batch_is_never_sent_again()
    {
        var first = Send();
        _state.OnAnswer(Stored(first));
        Assert.Empty(_state.Next(_start + _resendAfter));
    }

    [Fact]
    public void A_second_answer_for_a_stored_batch_changes_nothing()
    {
        var first = Send();
        foreach (var id in new[] { first, first, new BatchId(1, 99) }) _state.OnAnswer(Stored(id));
        Assert.Equal(0, _state.InFlight);
    }

    [Fact]
    public void After_the_clock_is_set_back_nothing_is_sent_again_too_early()
    {
        Send();
        Assert.Empty(_state.Next(_start - TimeSpan.FromHours(1)));
    }

    [Fact]
    public void A_taken_batch_is_sent_again_when_the_collector_answers_as_another_incarnation()
    {
        var first = Send();
        _state.OnAnswer(new BatchAnswer(first, IsStored: false, Shard: 0, Incarnation: 1));
        Assert.Empty(_state.Next(_start + _resendAfter));
        var second = Send();
        _state.OnAnswer(new BatchAnswer(second, IsStored: true, Shard: 0, Incarnation: 2));
        Assert.Equal([first], _state.Next(_start).Select(b => b.Id));
    }

    private BatchId Send()
    {
        _state.Add(SpanBatch.Empty);
        return Assert.Single(_state.Next(_start)).Id;
    }

    private static BatchAnswer Stored(BatchId id) => new(id, IsStored: true, Shard: 0, Incarnation: 1);
}
