using System.Threading.Channels;
using Akka.Actor;
using Akka.Event;
using Serilog;
using Serilog.Core;

namespace Tracing.Actors.Instrumenting.Logging;

/// <summary>Lines that go to Serilog carry the ids of their spans as properties.</summary>
public sealed class SerilogTests : TracedKit, ILogEventSink
{
    private readonly Channel<Serilog.Events.LogEvent> _lines = Channel.CreateUnbounded<Serilog.Events.LogEvent>();

    public SerilogTests()
        : base("""
            akka.loglevel = INFO
            akka.loggers = ["Akka.Logger.Serilog.SerilogLogger, Akka.Logger.Serilog"]
            """, form: TraceForm.ZeroCode) =>
        Serilog.Log.Logger = new LoggerConfiguration().WriteTo.Sink(this).CreateLogger();

    void ILogEventSink.Emit(Serilog.Events.LogEvent logEvent) => _lines.Writer.TryWrite(logEvent);

    [Fact]
    public async Task A_line_of_a_traced_handler_has_trace_id_and_span_id_beside_its_own_properties()
    {
        var a = Stepper();
        InTrace(() => a.Tell(new Step("A", c => c.GetLogger().Info("user {UserId} did {What}", 7, "buy"))));
        var span = (await NextExactTraceAsync()).Span("A").Span;
        var line = await NextAsync("user");
        Assert.Equal(span.TraceId.ToString(), Text(line, "trace_id"));
        Assert.Equal(span.SpanId.ToString(), Text(line, "span_id"));
        Assert.Equal(("7", "buy"), (Text(line, "UserId"), Text(line, "What")));
        Assert.Equal("user 7 did \"buy\"", line.RenderMessage(System.Globalization.CultureInfo.InvariantCulture));
    }

    private static string Text(Serilog.Events.LogEvent line, string name) =>
        line.Properties[name].ToString().Trim('"');

    private async Task<Serilog.Events.LogEvent> NextAsync(string words)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            var line = await _lines.Reader.ReadAsync(patience.Token);
            if (line.MessageTemplate.Text.Contains(words, StringComparison.Ordinal)) return line;
        }
    }
}
