using Akka.Actor;
using Akka.TestKit.Xunit2;
using Tracing.Assembling;
using Tracing.Closing;
using Tracing.Collecting;
using Tracing.Contracts;
using Tracing.Reporting;
using Tracing.Wire.Spans;

namespace Tracing.Actors.Collecting;

public class CollectorActorTests() : TestKit("akka.loglevel = OFF, akka.stdout-loglevel = OFF")
{
    private readonly FlakySink _sink = new();
    private readonly SpanRecorder _recorder = new();

    [Fact]
    public async Task A_batch_is_taken_when_the_traces_that_it_closed_are_stored()
    {
        var gate = new TaskCompletionSource();
        _sink.Gate = gate.Task;
        var collector = Collector();
        collector.Tell(Take(7, Batch()));
        await ExpectNoMsgAsync(TimeSpan.FromMilliseconds(100));
        gate.SetResult();
        Assert.Equal(7, (await TakenAsync()).Batch.Number);
        Assert.Single(_sink.Stored);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_sink_that_fails_is_tried_again_and_nothing_is_lost(bool atOnce)
    {
        (_sink.Failures, _sink.ThrowsAtOnce) = (1, atOnce);
        var collector = Collector();
        collector.Tell(Take(1, Batch()));
        collector.Tell(Take(2, Batch()));
        var taken = new HashSet<long>();
        while (taken.Count < 2)
            taken.Add((await TakenAsync()).Batch.Number);
        Assert.Equal(2, _sink.Stored.Count);
        Assert.All(_sink.Stored, t => Assert.Equal(Completeness.Exact, t.Completeness));
    }

    [Fact]
    public async Task A_held_batch_that_comes_twice_is_stored_once_and_its_sender_hears_of_it()
    {
        var collector = Collector();
        var batch = Batch();
        collector.Tell(Take(1, batch, isHeld: true));
        collector.Tell(Take(1, batch, isHeld: true));
        Assert.True((await TakenAsync()).IsStored);
        collector.Tell(Take(1, batch, isHeld: true));
        AwaitCondition(() => HasMessages);
        while (HasMessages) Assert.True((await TakenAsync()).IsStored);
        Assert.Single(_sink.Stored);
    }

    [Fact]
    public async Task Each_sender_gets_its_own_numbers_back()
    {
        var (collector, one, two) = (Collector(), CreateTestProbe(), CreateTestProbe());
        collector.Tell(Take(1, Batch(), sender: 1), one);
        collector.Tell(Take(1, Batch(), sender: 2), two);
        Assert.Equal(1ul, (await one.ExpectMsgAsync<BatchAnswered>()).Answer.Batch.Sender);
        Assert.Equal(2ul, (await two.ExpectMsgAsync<BatchAnswered>()).Answer.Batch.Sender);
    }

    [Fact]
    public async Task A_flush_is_answered_when_the_traces_that_it_closed_are_stored()
    {
        var collector = Collector();
        var root = _recorder.TracerFor("test").StartRoot("root");
        root.CountChild();
        root.End();
        collector.Tell(Take(1, Drain()));
        await TakenAsync();
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
        for (var id = 1; id <= 3; id++) collector.Tell(Take(id, Batch()));
        Assert.Equal(3, (await ExpectMsgAsync<BatchRefused>()).Id.Number);
        gate.SetResult();
        await TakenAsync();
        await TakenAsync();
        Assert.Equal(2, _sink.Stored.Count);
    }

    [Fact]
    public async Task A_batch_that_is_held_is_answered_twice_first_taken_then_stored()
    {
        var collector = Collector();
        var root = _recorder.TracerFor("test").StartRoot("root");
        var child = root.Tracer.StartChild("child", root);
        root.End();
        collector.Tell(Take(1, Drain(), isHeld: true));
        Assert.False((await TakenAsync()).IsStored);
        child.End();
        collector.Tell(Take(2, Drain(), isHeld: true));
        var stored = new[] { await TakenAsync(), await TakenAsync() };
        Assert.All(stored, answer => Assert.True(answer.IsStored));
        Assert.Equal([1L, 2L], stored.Select(answer => answer.Batch.Number).Order());
    }

    private static TakeBatch Take(long number, SpanBatch batch, ulong sender = 1, bool isHeld = false) =>
        new(new BatchId(sender, number), batch, isHeld);

    private async Task<BatchAnswer> TakenAsync() =>
        (await ExpectMsgAsync<BatchAnswered>(TimeSpan.FromSeconds(10))).Answer;

    private IActorRef Collector(int maxWaiting = CollectorState.DefaultMaxWaiting) =>
        Sys.ActorOf(CollectorActor.Props(AssemblerSettings.Default, _sink, maxWaiting: maxWaiting));

    private SpanBatch Batch()
    {
        _recorder.TracerFor("test").StartRoot("root").End();
        return Drain();
    }

    private SpanBatch Drain() => new SpanBatcher(_recorder).Next()!;
}
