using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using Tracing.Contracts;

namespace Tracing.Actors.Reporting;

public class ReporterTests() : TestKit("""
    akka.loglevel = OFF
    akka.stdout-loglevel = OFF
    tracing.reporter { interval = 5ms, resend-after = 50ms, in-flight = 2 }
    """)
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task A_batch_is_sent_again_until_it_is_confirmed_under_the_same_number()
    {
        var (tracing, collector) = Reporting();
        tracing.Tracer.StartRoot("A").End();
        var first = await collector.ExpectMsgAsync<TakeBatch>();
        var again = await collector.ExpectMsgAsync<TakeBatch>();
        Assert.Equal(first.Id, again.Id);
        Assert.Same(first.Batch, again.Batch);
        Confirm(collector, first.Id);
        Assert.True(await tracing.DrainAsync(_patience));
        while (collector.HasMessages)
            Assert.Equal(first.Id, (await collector.ExpectMsgAsync<TakeBatch>()).Id);
        await collector.ExpectNoMsgAsync(TimeSpan.FromMilliseconds(120));
    }

    [Fact]
    public async Task A_refused_batch_is_sent_again()
    {
        var (tracing, collector) = Reporting();
        tracing.Tracer.StartRoot("A").End();
        var take = await collector.ExpectMsgAsync<TakeBatch>();
        collector.Reply(new BatchRefused(take.Id));
        Assert.Equal(take.Id, (await collector.ExpectMsgAsync<TakeBatch>()).Id);
    }

    [Fact]
    public async Task No_more_batches_are_on_their_way_than_allowed()
    {
        var (tracing, collector) = Reporting();
        var ids = new HashSet<BatchId>();
        for (var batch = 1; batch <= 2; batch++)
        {
            tracing.Tracer.StartRoot("A").End();
            while (ids.Count < batch) ids.Add((await collector.ExpectMsgAsync<TakeBatch>()).Id);
        }
        tracing.Tracer.StartRoot("held back").End();
        for (var i = 0; i < 6; i++) Assert.Contains((await collector.ExpectMsgAsync<TakeBatch>()).Id, ids);
        Assert.Equal(1, tracing.Recorder.Waiting);
        Confirm(collector, ids.MinBy(id => id.Number));
        await AwaitAssertAsync(async () =>
            Assert.DoesNotContain((await collector.ExpectMsgAsync<TakeBatch>()).Id, ids));
    }

    [Fact]
    public async Task Spans_from_before_there_was_a_collector_are_reported_to_it()
    {
        var tracing = ActorTracing.For(Sys);
        tracing.Tracer.StartRoot("early").End();
        Assert.False(await tracing.DrainAsync(_patience));
        var collector = CreateTestProbe();
        tracing.ReportTo(collector);
        Assert.Single((await collector.ExpectMsgAsync<TakeBatch>()).Batch.Spans);
    }

    [Fact]
    public async Task Draining_completes_when_the_last_batch_is_confirmed()
    {
        var (tracing, collector) = Reporting();
        Assert.True(await tracing.DrainAsync(_patience));
        tracing.Tracer.StartRoot("A").End();
        var drained = tracing.DrainAsync(_patience);
        var take = await collector.ExpectMsgAsync<TakeBatch>();
        Assert.False(drained.IsCompleted);
        Confirm(collector, take.Id);
        Assert.True(await drained);
    }

    [Fact]
    public async Task Draining_gives_up_when_its_time_is_up()
    {
        var (tracing, _) = Reporting();
        tracing.Tracer.StartRoot("A").End();
        Assert.False(await tracing.DrainAsync(TimeSpan.FromMilliseconds(50)));
    }

    [Fact]
    public async Task A_restarted_reporter_knows_its_collector_and_its_unconfirmed_batches()
    {
        var tracing = ActorTracing.For(Sys);
        var (reporter, collector) = (Sys.ActorOf(SpanReporter.Props(tracing.Recorder, tracing.Settings)), CreateTestProbe());
        reporter.Tell(new SpanReporter.UseCollector(collector));
        tracing.Tracer.StartRoot("A").End();
        var take = await collector.ExpectMsgAsync<TakeBatch>();
        ((IInternalActorRef)reporter).Restart(new InvalidOperationException("for the test"));
        Assert.Equal(take.Id, (await collector.ExpectMsgAsync<TakeBatch>()).Id);
    }

    [Fact]
    public async Task Stopping_the_system_flushes()
    {
        var (tracing, collector) = Reporting();
        collector.SetAutoPilot(new DelegateAutoPilot((sender, message) =>
        {
            if (message is TakeBatch take) sender.Tell(new BatchAnswered(new BatchAnswer(take.Id, IsStored: true, Shard: 0, Incarnation: 1)));
            return AutoPilot.KeepRunning;
        }));
        tracing.Tracer.StartRoot("last").End();
        await CoordinatedShutdown.Get(Sys).Run(CoordinatedShutdown.ActorSystemTerminateReason.Instance);
        Assert.Equal(0, tracing.Recorder.Waiting);
    }

    [Fact]
    public async Task Stopping_a_system_without_a_collector_does_not_wait()
    {
        var tracing = ActorTracing.For(Sys);
        tracing.Tracer.StartRoot("lost").End();
        var stopped = CoordinatedShutdown.Get(Sys).Run(CoordinatedShutdown.ActorSystemTerminateReason.Instance);
        await stopped.WaitAsync(TimeSpan.FromSeconds(2.5));
    }

    private (ActorTracing Tracing, TestProbe Collector) Reporting()
    {
        var (tracing, collector) = (ActorTracing.For(Sys), CreateTestProbe());
        tracing.ReportTo(collector);
        return (tracing, collector);
    }

    private static void Confirm(TestProbe collector, BatchId id) =>
        collector.Reply(new BatchAnswered(new BatchAnswer(id, IsStored: true, Shard: 0, Incarnation: 1)));
}
