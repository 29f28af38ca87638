namespace Tracing.Assembling;

public class DroppedTracesTests
{
    [Fact]
    public void The_table_takes_about_eight_bytes_for_each_trace_and_never_grows()
    {
        var dropped = new DroppedTraces(10_000);
        Assert.InRange(dropped.Capacity, 10_000, 20_000);
        var made = Allocations.Least(() => Fill(new DroppedTraces(10_000)));
        Assert.InRange(made / (double)dropped.Capacity, 8, 8.2);
        Fill(dropped);
        Assert.Equal(0, Allocations.Least(() => Fill(dropped, 200_000)));
    }

    [Fact]
    public void The_newest_traces_are_remembered_with_their_decision_numbers_and_the_oldest_are_forgotten()
    {
        var dropped = new DroppedTraces(1 << 14);
        for (var i = 0; i < 100_000; i++) dropped.Remember(Some.Trace(i), i % 1000);
        for (var i = 100_000 - (1 << 11); i < 100_000; i++)
        {
            Assert.True(dropped.TryFind(Some.Trace(i), out var decisionNumber));
            Assert.Equal(i % 1000, decisionNumber);
        }
        Assert.DoesNotContain(Enumerable.Range(0, 10_000), i => dropped.TryFind(Some.Trace(i), out _));
    }

    [Fact]
    public void A_trace_that_was_not_dropped_is_not_found()
    {
        var dropped = new DroppedTraces(1 << 16);
        for (var i = 0; i < 100_000; i++) dropped.Remember(Some.Trace(i), 0);
        Assert.DoesNotContain(Enumerable.Range(100_000, 300_000), i => dropped.TryFind(Some.Trace(i), out _));
    }

    [Fact]
    public void Decision_numbers_beyond_the_last_share_it_and_a_capacity_of_zero_remembers_nothing()
    {
        var dropped = new DroppedTraces(16);
        dropped.Remember(Some.Trace(1), 1_000_000);
        Assert.True(dropped.TryFind(Some.Trace(1), out var decisionNumber));
        Assert.Equal(65_534, decisionNumber);
        var none = new DroppedTraces(0);
        none.Remember(Some.Trace(1), 0);
        Assert.False(none.TryFind(Some.Trace(1), out _));
    }

    private static void Fill(DroppedTraces dropped, int from = 0)
    {
        for (var i = from; i < from + 200_000; i++) dropped.Remember(Some.Trace(i), 1);
    }
}
