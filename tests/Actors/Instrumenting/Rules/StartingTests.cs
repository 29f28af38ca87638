using Akka.Actor;
using Tracing.Configuration;

namespace Tracing.Actors.Instrumenting.Rules;

/// <summary>Traces that actors start for messages from outside any trace.</summary>
public sealed class StartingTests() : TracedKit("""
    tracing.instrumentation { start = "/user/*, /system/sharding/*/*/*", starts-per-second = 0.001 }
    """, form: TraceForm.ZeroCode)
{
    [Fact]
    public void By_default_messages_to_a_users_actors_and_to_entities_start_at_most_ten_traces_a_second()
    {
        var settings = InstrumentationSettings.Read(new ConfigReader(new HoconSource(ActorTracing.Reference)));
        Assert.Equal(Tracing.Instrumentation!.Start.AsEnumerable(), settings.Start.AsEnumerable());
        Assert.Equal(10, settings.StartsPerSecond);
    }

    [Fact]
    public async Task A_Tell_from_outside_any_trace_starts_one_that_follows_what_it_causes()
    {
        var (a, b) = (Stepper(), Stepper());
        a.Tell(Step.Of("A", () => b.Tell(Step.Of("B"))));
        Assert.Equal("A(B)", (await NextExactTraceAsync()).Shape());
    }

    [Fact]
    public async Task Over_the_limit_neither_a_message_nor_what_it_causes_is_recorded()
    {
        var (a, b) = (Stepper(), Stepper());
        a.Tell(Step.Of("A"));
        Assert.Equal("A", (await NextExactTraceAsync()).Shape());
        for (var i = 0; i < 3; i++)
        {
            a.Tell(Step.Of("Over", () => b.Tell(Step.Of("Caused", () =>
                TestActor.Tell(Span.Current?.Context.IsSampled)))));
            await ExpectMsgAsync<bool>(static sampled => Assert.False(sampled), Patience);
        }
        await NoFurtherTraceAsync();
        // A trace that the application starts is not one of those that are limited.
        InTrace(() => a.Tell(Step.Of("Asked")));
        Assert.Equal("test(Asked)", (await NextExactTraceAsync()).Shape());
    }

    [Fact]
    public async Task A_new_limit_holds_from_the_next_message_on()
    {
        Tracing.Instrumentation = Tracing.Instrumentation! with { StartsPerSecond = 0 };
        var a = Stepper();
        for (var i = 0; i < 20; i++)
        {
            a.Tell(Step.Of("A"));
            Assert.Equal("A", (await NextExactTraceAsync()).Shape());
        }
    }
}
