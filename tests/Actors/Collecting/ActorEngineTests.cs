using Akka.Configuration;
using Tracing.Assembling;
using Tracing.Closing;
using Tracing.Reporting;
using ConfigurationException = Tracing.Configuration.ConfigurationException;

namespace Tracing.Actors.Collecting;

public class ActorEngineTests
{
    private readonly FlakySink _sink = new();

    [Fact]
    public async Task Own_spans_and_spans_from_outside_reach_the_sink()
    {
        await using var engine = ActorEngine.Start(Config.Empty, AssemblerSettings.Default, _sink);
        Spans.RunRoot("own", () => { }, engine.Tracing.Tracer);
        await engine.DrainAsync();
        var outside = new SpanRecorder();
        outside.TracerFor("outside").StartRoot("foreign").End();
        Assert.True(await engine.TakeAsync(new SpanBatcher(outside).Next()!));
        Assert.Equal(2, _sink.Stored.Count);
    }

    [Fact]
    public async Task Disposing_the_engine_stores_open_traces_and_stops_its_system()
    {
        var engine = ActorEngine.Start(Config.Empty, AssemblerSettings.Default, _sink);
        var root = engine.Tracing.Tracer.StartRoot("open");
        root.CountChild();
        root.End();
        await engine.DisposeAsync();
        await engine.DisposeAsync();
        Assert.Equal(PartialReason.Shutdown, Assert.Single(_sink.Stored).Completeness.Reason);
        Assert.True(engine.System.WhenTerminated.IsCompleted);
    }

    [Fact]
    public void An_unusable_value_is_refused_before_anything_runs() => Assert.Throws<ConfigurationException>(
        () => ActorEngine.Start("tracing.ratio = 2, tracing.sampler = ratio", AssemblerSettings.Default, _sink));
}
