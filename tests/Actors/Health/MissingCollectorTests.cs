using Akka.Actor;
using Akka.Configuration;
using Akka.Event;
using Akka.TestKit.Xunit2;
using Tracing.Reporting;

namespace Tracing.Actors.Health;

/// <summary>A system whose spans nobody takes.</summary>
public sealed class MissingCollectorTests() : TestKit("akka.loglevel = OFF, akka.stdout-loglevel = OFF")
{
    private readonly HandClock _clock = new();

    [Fact]
    public async Task Spans_that_nobody_takes_for_ten_seconds_are_told_until_there_is_a_collector()
    {
        var recorder = new SpanRecorder(new RecorderSettings { Time = _clock });
        var settings = ActorTracingSettings.Read(ConfigurationFactory.ParseString("tracing.reporter.interval = 1ms"), "shop");
        var health = new HealthBoard(NoLogger.Instance);
        var reporter = Sys.ActorOf(SpanReporter.Props(recorder, settings, new ReporterMemory(recorder, settings, health)));
        await AwaitAssertAsync(() =>
        {
            _clock.Advance(TimeSpan.FromSeconds(11));
            // Without a span that waits there is nothing to say.
            Assert.True(recorder.Clock.MonotonicNanos() > 60_000_000_000);
        });
        Assert.Equal(TracingStatus.Healthy, health.Snapshot(0, ReporterCounts.None).Status);

        recorder.TracerFor("shop").StartRoot("A").End();
        await AwaitAssertAsync(() =>
        {
            _clock.Advance(TimeSpan.FromSeconds(11));
            Assert.StartsWith("no-collector: spans finish and nobody takes them: set tracing.reporter.otlp-endpoint",
                health.Snapshot(0, ReporterCounts.None).ToString(), StringComparison.Ordinal);
        });
        reporter.Tell(new SpanReporter.UseCollector(TestActor));
        await ExpectMsgAsync<TakeBatch>();
        Assert.Equal(TracingStatus.Healthy, health.Snapshot(0, ReporterCounts.None).Status);
    }
}
