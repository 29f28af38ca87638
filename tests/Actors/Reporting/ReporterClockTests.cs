using Akka.TestKit.Xunit2;

namespace Tracing.Actors.Reporting;

/// <summary>A reporter in a system whose scheduler stands still.</summary>
public class ReporterClockTests() : TestKit("""
    akka.loglevel = OFF
    akka.stdout-loglevel = OFF
    akka.scheduler.implementation = "Akka.TestKit.TestScheduler, Akka.TestKit"
    tracing.reporter { interval = 5ms, resend-after = 50ms }
    """)
{
    [Fact]
    public async Task Spans_are_reported_and_sent_again_without_the_scheduler_which_would_tick_at_rest()
    {
        var (tracing, collector) = (ActorTracing.For(Sys), CreateTestProbe());
        tracing.ReportTo(collector);
        tracing.Tracer.StartRoot("A").End();
        var first = await collector.ExpectMsgAsync<TakeBatch>(TimeSpan.FromSeconds(20));
        Assert.Equal(first.Id, (await collector.ExpectMsgAsync<TakeBatch>(TimeSpan.FromSeconds(20))).Id);
    }
}
