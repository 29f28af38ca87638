using Akka.Actor;
using Akka.Configuration;
using Akka.TestKit.Xunit2;
using Tracing.Assembling;
using Tracing.Collecting;
using Tracing.Reporting;
using Tracing.Wire.Spans;

namespace Tracing.Actors.Collecting;

/// <summary>The answers that a holder of a batch gets from an <see cref="ActorEngine"/>.</summary>
public class ActorEngineHolderTests : TestKit
{
    private readonly FlakySink _sink = new();
    private readonly SpanRecorder _outside = new();
    private readonly SpanBatcher _batcher;

    public ActorEngineHolderTests() => _batcher = new SpanBatcher(_outside);

    [Fact]
    public async Task A_holder_hears_when_all_traces_of_its_batch_are_in_the_sink()
    {
        await using var engine = Start();
        var (child, root) = OpenTrace();
        var (open, rest) = (new ToldHolder(), new ToldHolder());
        Assert.True(await engine.TakeAsync(child, open));
        Assert.False(open.IsStored);
        Assert.True(await engine.TakeAsync(root(), rest));
        await AwaitConditionAsync(() => Task.FromResult(open.IsStored && rest.IsStored));
        Assert.False(open.IsLost || rest.IsLost);
        Assert.Equal(2, Assert.Single(_sink.Stored).Spans.Length);
    }

    [Fact]
    public async Task Nobody_hears_that_a_batch_is_stored_before_the_sink_has_it()
    {
        await using var engine = Start();
        var gate = new TaskCompletionSource();
        _sink.Gate = gate.Task;
        var holder = new ToldHolder();
        _outside.TracerFor("outside").StartRoot("whole").End();
        var taken = engine.TakeAsync(_batcher.Next()!, holder).AsTask();
        await AwaitConditionAsync(() => Task.FromResult(engine.Counts.WaitingTraces == 1));
        Assert.True(await taken);
        Assert.False(holder.IsStored);
        gate.SetResult();
        await AwaitConditionAsync(() => Task.FromResult(holder.IsStored));
    }

    [Fact]
    public async Task A_crash_of_the_collector_makes_holders_give_their_batches_again()
    {
        await using var engine = Start();
        var (child, root) = OpenTrace();
        var (before, again) = (new ToldHolder(), new ToldHolder());
        Assert.True(await engine.TakeAsync(child, before));
        // A message that makes the collector fail, so that its supervisor restarts it.
        engine.Collector.Tell(new TakeBatch(default, null!, IsHeld: false));
        await AwaitConditionAsync(() => Task.FromResult(before.IsLost));
        Assert.True(await engine.TakeAsync(child, again));
        Assert.True(await engine.TakeAsync(root(), new ToldHolder()));
        await AwaitConditionAsync(() => Task.FromResult(again.IsStored));
        Assert.False(before.IsStored);
        Assert.Equal(2, Assert.Single(_sink.Stored).Spans.Length);
    }

    [Fact]
    public async Task A_stop_stores_open_traces_and_tells_their_holders_before_it_is_done()
    {
        var engine = Start();
        var holder = new ToldHolder();
        Assert.True(await engine.TakeAsync(OpenTrace().Child, holder));
        await engine.DisposeAsync();
        Assert.True(holder.IsStored);
    }

    private ActorEngine Start() => ActorEngine.Start(Config.Empty, AssemblerSettings.Default, _sink);

    // The root has not ended when the child's batch is made; calling Root ends it.
    private (SpanBatch Child, Func<SpanBatch> Root) OpenTrace()
    {
        var tracer = _outside.TracerFor("outside");
        var root = tracer.StartRoot("root");
        tracer.StartChild("child", root).End();
        return (_batcher.Next()!, End);

        SpanBatch End()
        {
            root.End();
            return _batcher.Next()!;
        }
    }
}
