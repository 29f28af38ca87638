using Akka.Actor;
using Akka.Event;

namespace Tracing.Actors.Instrumenting.Logging;

public sealed class PlainLogTests() : TracedKit("""
    akka.loglevel = INFO
    tracing.logs.attach = info
    """, form: TraceForm.ZeroCode)
{
    [Fact]
    public async Task A_line_of_any_logger_carries_the_ids_of_its_span_and_is_its_event()
    {
        var a = Stepper();
        Sys.EventStream.Subscribe(TestActor, typeof(Info));
        InTrace(() => a.Tell(new Step("A", c => Akka.Event.Logging.GetLogger(c.System, "shop").Info("hello"))));
        var trace = await NextExactTraceAsync();
        var span = trace.Span("A");
        var line = await FishForMessageAsync<Info>(info => info.LogSource.Contains("shop", StringComparison.Ordinal));
        Assert.Contains($"trace_id={trace.TraceId}", line.ToString(), StringComparison.Ordinal);
        Assert.Single(span.Span.Events);
    }
}
