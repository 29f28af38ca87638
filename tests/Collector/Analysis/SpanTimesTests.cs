
namespace Tracing.Analysis;

public class SpanTimesTests
{
    [Theory]
    [InlineData("a lone span is all self", "1 0-40", 40, 0)]
    [InlineData("children within are waited for", "1 0-40; 2<1 5-15; 3<1 20-30", 20, 20)]
    [InlineData("children at the same time are waited for once", "1 0-40; 2<1 5-25; 3<1 10-30", 15, 25)]
    [InlineData("one child within another", "1 0-40; 2<1 5-35; 3<1 10-20", 10, 30)]
    [InlineData("a child that goes on after the end was not waited for", "1 0-40; 2<1 30-60", 40, 0)]
    [InlineData("a child that starts after the end was not waited for", "1 0-40; 2<1 50-60", 40, 0)]
    [InlineData("its wire and mailbox are waited for with it", "1 0-40; 2<1 20-30 w5 n10", 15, 25)]
    [InlineData("but not what lies before the parent's start", "1 0-40; 2<1 10-30 w50", 10, 30)]
    [InlineData("grandchildren are their parents' business", "1 0-40; 2<1 10-20; 3<2 12-18", 30, 10)]
    [InlineData("an end before the start is no time", "1 40-10; 2<1 20-30", 0, 0)]
    public void Self_time_is_handling_without_waiting(string law, string drawing, int self, int waiting)
    {
        var times = SpanTimes.Of(Drawn.Tree(drawing))[0];
        Assert.True((Nanos(self), Nanos(waiting)) == (times.SelfNanos, times.WaitingNanos), $"{law}: {times}");
    }

    [Fact]
    public void Mailbox_wait_and_wire_are_taken_from_the_span_and_a_gap_has_no_times()
    {
        var tree = Drawn.Tree("2<1 10-30 w5 n3");
        Assert.Equal([default, new SpanTimes(Nanos(3), Nanos(5), Nanos(20), 0)], SpanTimes.Of(tree).AsEnumerable());
    }

    [Fact]
    public void No_span_waits_for_longer_than_its_handling_takes() => Law.Holds(AnyTree.Spans, spans =>
        Assert.All(SpanTimes.Of(Drawn.Tree(spans)), times => Assert.True(times.WaitingNanos <= times.HandlingNanos)), cases: 1000);

    private static ulong Nanos(int millis) => (ulong)millis * 1_000_000;
}
