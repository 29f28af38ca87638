using Akka.Actor;
using Akka.TestKit.Xunit2;
using Tracing.Assembling;
using Tracing.Closing;
using Tracing.Contracts;
using Tracing.Reporting;

namespace Tracing.Actors.Collecting;

/// <summary>The machine's time is set while traces are open.</summary>
public class SetClockTests() : TestKit("akka.loglevel = OFF, akka.stdout-loglevel = OFF")
{
    private readonly FlakySink _sink = new();
    private readonly HandClock _clock = new();

    [Theory]
    [InlineData(-2)]
    [InlineData(2)]
    public async Task A_trace_closes_in_time_and_shows_the_wall_clock_when_the_clock_was_set(int hours)
    {
        var settings = new AssemblerSettings { Settle = TimeSpan.FromSeconds(6), MaxAge = TimeSpan.FromSeconds(60) };
        var collector = Sys.ActorOf(CollectorActor.Props(settings, _sink, time: _clock));
        // A root that announces a child which never comes: it closes by age.
        var recorder = new SpanRecorder();
        var root = recorder.TracerFor("test").StartRoot("root");
        root.CountChild();
        root.End();
        collector.Tell(new TakeBatch(new BatchId(1, 1), new SpanBatcher(recorder).Next()!, IsHeld: false));
        await ExpectMsgAsync<BatchAnswered>();

        _clock.SetWall(_clock.GetUtcNow().AddHours(hours));
        _clock.Advance(TimeSpan.FromSeconds(59));
        await ExpectNoMsgAsync(TimeSpan.FromMilliseconds(200));
        Assert.Empty(_sink.Stored);

        _clock.Advance(TimeSpan.FromSeconds(3));
        await AwaitAssertAsync(() => Assert.Single(_sink.Stored));
        var closed = Assert.Single(_sink.Stored);
        Assert.Equal(CompletenessKind.Partial, closed.Completeness.Kind);
        Assert.Equal(_clock.GetUtcNow(), closed.ClosedAt, TimeSpan.FromSeconds(1));
    }
}
