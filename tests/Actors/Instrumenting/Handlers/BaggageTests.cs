using Akka.Actor;
using Tracing.Sampling;

namespace Tracing.Actors.Instrumenting.Handlers;

public sealed class BaggageTests() : TracedKit(form: TraceForm.ZeroCode)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Baggage_that_a_handler_sets_travels_with_what_it_sends_and_with_nothing_else(bool sampled)
    {
        if (!sampled) Tracing.Recorder.Sampler = new ParentBasedSampler(AlwaysOffSampler.Instance);
        var (a, b, c) = (Stepper(), Stepper(), Stepper());
        InTrace(() =>
        {
            a.Tell(Step.Of("A", () =>
            {
                Assert.True(Spans.SetBaggage("tenant", "42"));
                b.Tell(Step.Of("B", () => c.Tell(Step.Of("C", Answer))));
            }));
        });
        Assert.Equal("42", await ExpectMsgAsync<string>(Patience));
        InTrace(() => a.Tell(Step.Of("A", Answer)));
        Assert.Equal("none", await ExpectMsgAsync<string>(Patience));

        void Answer() => TestActor.Tell(Span.Current?.Context.Baggage["tenant"] ?? "none");
    }

    [Fact]
    public void Outside_any_trace_there_is_nothing_to_set_baggage_on() => Assert.False(Spans.SetBaggage("tenant", "42"));
}
