using Akka.Actor;
using Akka.Event;

namespace Tracing.Actors.Logging;

public class TracedLoggerTests() : TracedKit(LogLines.Hocon + """

    tracing.logs.attach = info
    """)
{
    [Fact]
    public async Task A_line_written_in_a_handler_carries_the_ids_of_its_span()
    {
        InTrace(() => Stepper().TellTraced(new Step("handler",
            context => context.GetTracedLogger().Info("ordered {0} of {1}", 2, "tea"))));
        var span = (await NextExactTraceAsync()).Span("handler").Span;
        var line = await LogLines.NextAsync(Sys, "ordered", Patience);
        Assert.Equal("ordered 2 of tea", line.Message.ToString());
        Assert.Equal(["2", "tea"], line.GetParameters().Select(value => value.ToString()!));
        Assert.True(line.TryGetProperties(out var properties));
        Assert.Equal((span.TraceId.ToString(), span.SpanId.ToString()), (properties!["trace_id"], properties["span_id"]));
    }

    [Fact]
    public async Task Lines_from_the_configured_level_on_are_events_of_the_span()
    {
        InTrace(() => Stepper().TellTraced(new Step("handler", context =>
        {
            var log = context.GetTracedLogger();
            log.Debug("too low");
            log.Error(new InvalidOperationException("broken"), "failed");
        })));
        var span = (await NextExactTraceAsync()).Span("handler").Span;
        var happened = Assert.Single(span.Events);
        var tags = happened.Tags.ToDictionary(tag => tag.Key, tag => tag.Value.AsString);
        Assert.Equal("log", happened.Name);
        Assert.Equal(("ERROR", "failed", "broken"),
            (tags["log.severity"], tags["log.message"], tags["exception.message"]));
        Assert.StartsWith("/user/", tags["log.source"]);
    }

    [Fact]
    public async Task A_line_outside_any_trace_stays_as_it_is()
    {
        Stepper().Tell(new Step("handler", context => context.GetTracedLogger().Info("plain")));
        Assert.Equal("plain", (await LogLines.NextAsync(Sys, "plain", Patience)).Message.ToString());
    }

    [Fact]
    public void An_event_on_its_way_to_a_logger_gets_the_ids_once_and_for_each_kind_of_reader()
    {
        var line = new Info("source", GetType(), "text");
        var root = default(TraceContext);
        InTrace(() =>
        {
            root = Span.Current!.Context;
            Tracing.Log.Stamp(line);
            Tracing.Log.Stamp(line);
        });
        Assert.Equal("text", line.Message);
        Assert.EndsWith($"[trace_id={root.TraceId}][span_id={root.SpanId}] text", line.ToString());
        Assert.Equal(root.SpanId.ToString(), line.ActivityContext?.SpanId.ToString());
    }
}
