namespace Tracing.Hosting.Page;

public class LivePaceTests
{
    [Fact]
    public void So_many_a_second_are_admitted_and_the_others_are_counted()
    {
        var clock = new HandClock();
        var pace = new LivePace(clock, maxPerSecond: 2);
        Assert.Equal([true, true, false, false], Enumerable.Range(0, 4).Select(_ => pace.Admits()));
        Assert.Equal(2, pace.TakeSkipped());
        Assert.Equal(0, pace.TakeSkipped());
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.True(pace.Admits());
    }
}
