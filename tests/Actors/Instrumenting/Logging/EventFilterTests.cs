using Akka.Actor;
using Akka.Event;

namespace Tracing.Actors.Instrumenting.Logging;

/// <summary>The TestKit's filters find lines of traced handlers by the text that was written.</summary>
public sealed class EventFilterTests() : TracedKit("""
    akka.loglevel = INFO
    akka.loggers = ["Akka.TestKit.TestEventListener, Akka.TestKit"]
    """, form: TraceForm.ZeroCode)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_line_of_a_traced_handler_matches_by_exact_text_and_by_pattern(bool isExact)
    {
        var a = Stepper();
        var filter = isExact ? EventFilter.Info(message: "job 2") : EventFilter.Info(new System.Text.RegularExpressions.Regex("^job \\d$"));
        await filter.ExpectOneAsync(() =>
        {
            InTrace(() => a.Tell(new Step("A", c => c.GetLogger().Info("job {0}", 2))));
            return Task.CompletedTask;
        });
        Assert.Equal("test(A)", (await NextExactTraceAsync()).Shape());
    }
}
