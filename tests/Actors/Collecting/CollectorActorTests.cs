using Akka.Actor;
using Akka.TestKit.Xunit2;
using Tracing.Assembling;
using Tracing.Collecting;
using Tracing.Wire;

namespace Tracing.Actors.Collecting;

public class CollectorActorTests() : TestKit("akka.loglevel = OFF, akka.stdout-loglevel = OFF")
{
    private readonly FlakySink _sink = new();
    private readonly SpanRecorder _recorder = new();

    [Fact]
    public async Task A_batch_is_taken_when_what_it_closed_is_stored()
    {
        var gate = new TaskCompletionSource();
        _sink.Gate = gate.Task;
        var collector = Collector();
        collector.Tell(new CollectorActor.Take(7, Batch()));
        await ExpectNoMsgAsync(TimeSpan.FromMilliseconds(100));
        gate.SetResult();
        Assert.Equal(7L, Assert.Single((await ExpectMsgAsync<CollectorActor.Taken>()).Batches));
        Assert.Single(_sink.Stored);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_sink_that_fails_is_tried_again_and_nothing_is_lost(bool atOnce)
    {
        (_sink.Failures, _sink.ThrowsAtOnce) = (1, atOnce);
        var collector = Collector();
        collector.Tell(new CollectorActor.Take(1, Batch()));
        collector.Tell(new CollectorActor.Take(2, Batch()));
        var taken = new HashSet<long>();
        while (taken.Count < 2)
            taken.UnionWith((await ExpectMsgAsync<CollectorActor.Taken>(TimeSpan.FromSeconds(10))).Batches);
        Assert.Equal(2, _sink.Stored.Count);
        Assert.All(_sink.Stored, t => Assert.Equal(Completeness.Exact, t.Completeness));
    }

    [Fact]
    public async Task A_batch_that_comes_twice_is_confirmed_twice_and_stored_once()
    {
        var collector = Collector();
        var batch = Batch();
        collector.Tell(new CollectorActor.Take(1, batch));
        collector.Tell(new CollectorActor.Take(1, batch));
        await ExpectMsgAsync<CollectorActor.Taken>();
        await ExpectMsgAsync<CollectorActor.Taken>();
        Assert.Single(_sink.Stored);
    }

    [Fact]
    public async Task Each_sender_gets_its_own_numbers_back()
    {
        var (collector, one, two) = (Collector(), CreateTestProbe(), CreateTestProbe());
        collector.Tell(new CollectorActor.Take(1, Batch()), one);
        collector.Tell(new CollectorActor.Take(1, Batch()), two);
        Assert.Equal(1L, Assert.Single((await one.ExpectMsgAsync<CollectorActor.Taken>()).Batches));
        Assert.Equal(1L, Assert.Single((await two.ExpectMsgAsync<CollectorActor.Taken>()).Batches));
    }

    [Fact]
    public async Task A_flush_is_answered_when_what_it_closed_is_stored()
    {
        var collector = Collector();
        var root = _recorder.TracerFor("test").StartRoot("root");
        root.CountChild();
        root.End();
        collector.Tell(new CollectorActor.Take(1, Drain()));
        await ExpectMsgAsync<CollectorActor.Taken>();
        Assert.Empty(_sink.Stored);
        collector.Tell(CollectorActor.Flush.Instance);
        await ExpectMsgAsync<CollectorActor.Flushed>();
        Assert.Equal(PartialReason.Shutdown, Assert.Single(_sink.Stored).Completeness.Reason);
    }

    [Fact]
    public async Task When_too_much_waits_for_the_sink_a_batch_is_refused_and_can_come_again()
    {
        var gate = new TaskCompletionSource();
        _sink.Gate = gate.Task;
        var collector = Collector(maxWaiting: 1);
        for (var id = 1; id <= 3; id++) collector.Tell(new CollectorActor.Take(id, Batch()));
        Assert.Equal(3, (await ExpectMsgAsync<CollectorActor.Refused>()).Id);
        gate.SetResult();
        await ExpectMsgAsync<CollectorActor.Taken>();
        await ExpectMsgAsync<CollectorActor.Taken>();
        Assert.Equal(2, _sink.Stored.Count);
    }

    private IActorRef Collector(int maxWaiting = CollectorState.DefaultMaxWaiting) =>
        Sys.ActorOf(CollectorActor.Props(AssemblerSettings.Default, _sink, maxWaiting: maxWaiting));

    private SpanBatch Batch()
    {
        _recorder.TracerFor("test").StartRoot("root").End();
        return Drain();
    }

    private SpanBatch Drain() => new SpanBatcher(_recorder).Next()!;
}
