using Tracing.Wire;

namespace Tracing.Collecting;

public class ReporterCreditTests
{
    private static readonly DateTimeOffset _start = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private static readonly TimeSpan _resendAfter = TimeSpan.FromSeconds(5);

    private readonly ReporterState _state = new(sender: 1, maxInFlight: 2, _resendAfter);

    [Fact]
    public void It_has_credit_until_as_many_are_in_flight_as_allowed()
    {
        var first = Send();
        Assert.True(_state.HasCredit);
        Send();
        Assert.False(_state.HasCredit);
        _state.Take(Stored(first));
        Assert.True(_state.HasCredit);
        Assert.Equal(1, _state.InFlight);
    }

    [Fact]
    public void Each_batch_has_a_number_of_its_own() =>
        Assert.NotEqual(Send(), Send());

    [Fact]
    public void What_is_unconfirmed_is_overdue_once_in_each_interval_under_its_own_number_oldest_first()
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
    public void What_is_confirmed_is_never_sent_again()
    {
        var first = Send();
        _state.Take(Stored(first));
        Assert.Empty(_state.Next(_start + _resendAfter));
    }

    [Fact]
    public void A_second_confirmation_of_a_batch_is_passed_over()
    {
        var first = Send();
        foreach (var id in new[] { first, first, new BatchId(1, 99) }) _state.Take(Stored(id));
        Assert.Equal(0, _state.InFlight);
    }

    [Fact]
    public void A_clock_that_is_set_back_sends_nothing_too_soon()
    {
        Send();
        Assert.Empty(_state.Next(_start - TimeSpan.FromHours(1)));
    }

    [Fact]
    public void What_was_taken_and_not_stored_is_sent_again_when_the_collector_answers_as_another_incarnation()
    {
        var first = Send();
        _state.Take(new BatchAnswer(first, IsStored: false, Shard: 0, Incarnation: 1));
        Assert.Empty(_state.Next(_start + _resendAfter));
        var second = Send();
        _state.Take(new BatchAnswer(second, IsStored: true, Shard: 0, Incarnation: 2));
        Assert.Equal([first], _state.Next(_start).Select(b => b.Id));
    }

    private BatchId Send()
    {
        _state.Add(SpanBatch.Empty);
        return Assert.Single(_state.Next(_start)).Id;
    }

    private static BatchAnswer Stored(BatchId id) => new(id, IsStored: true, Shard: 0, Incarnation: 1);
}
