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
        var message = Assert.IsType<TracedLogMessage>(line.Message);
        Assert.Equal((span.TraceId, span.SpanId), (message.TraceId, message.SpanId));
        Assert.Equal("ordered 2 of tea", message.Text);
        Assert.Equal($"ordered 2 of tea trace_id={span.TraceId} span_id={span.SpanId}", message.ToString());
        Assert.Equal(["2", "tea"], message.Parameters().Select(value => value.ToString()!));
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
        Assert.Equal($"text trace_id={root.TraceId} span_id={root.SpanId}", line.Message.ToString());
        Assert.EndsWith(line.Message.ToString()!, line.ToString());
        // Since 1.5.59 Akka.NET's own loggers read this.
        if (typeof(LogEvent).GetProperty("ActivityContext")?.GetValue(line) is System.Diagnostics.ActivityContext known)
            Assert.Equal(root.SpanId.ToString(), known.SpanId.ToString());
        else
            Assert.Null(typeof(LogEvent).GetProperty("ActivityContext"));
    }
}
