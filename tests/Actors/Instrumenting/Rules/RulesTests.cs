using System.Collections.Immutable;
using Akka.Actor;
using Tracing.Configuration;

namespace Tracing.Actors.Instrumenting.Rules;

public sealed class RulesTests() : TracedKit("""
    akka.actor.deployment {
      "/off" { tracing = off }
      "/on" { tracing = on }
    }
    tracing.instrumentation.never-cuts = on
    """, form: TraceForm.ZeroCode)
{
    private InstrumentationSettings Settings
    {
        get => Tracing.Instrumentation!;
        set => Tracing.Instrumentation = value;
    }

    [Fact]
    public async Task A_change_at_run_time_holds_from_the_next_message_on()
    {
        var a = Stepper("a");
        Assert.Equal("test(A)", await ShapeOf(a));
        Settings = Settings with { Never = ["/user/a"] };
        Assert.Equal("test", await ShapeOf(a));
        Settings = Settings with { Never = [] };
        Assert.Equal("test(A)", await ShapeOf(a));
    }

    [Fact]
    public async Task Actors_are_chosen_by_path_and_by_type()
    {
        var (a, b) = (Stepper("a"), Stepper("b"));
        Settings = Settings with { Continue = ["/user/b"] };
        Assert.Equal("test", await ShapeOf(a));
        Assert.Equal("test(A)", await ShapeOf(b));
        Settings = Settings with { Continue = ["*.PlainStepActor"] };
        Assert.Equal("test(A)", await ShapeOf(a));
    }

    [Fact]
    public async Task A_message_type_is_left_out_by_name_and_its_handler_runs_outside_the_trace()
    {
        var a = Stepper();
        Settings = Settings with { NeverMessages = ["Tracing.Actors.St?p"] };
        Assert.Equal("test", await ShapeOf(a));
        Settings = Settings with { NeverMessages = ["Tracing.Other*"] };
        Assert.Equal("test(A)", await ShapeOf(a));
    }

    [Fact]
    public async Task A_marker_in_code_wins_over_every_setting()
    {
        var never = Sys.ActorOf(Props.Create(() => new Never()).Traced());
        Settings = Settings with { Continue = ["*"], Start = ["*"] };
        InTrace(() =>
        {
            never.Tell("x");
            Stepper().Tell(new UntracedStep("A", _ => TestActor.Tell(Span.Current is null)));
        });
        await ExpectMsgAsync(true);
        Assert.Equal("test", (await NextExactTraceAsync()).Shape());
    }

    [Fact]
    public async Task Deployment_and_Props_choose_one_actor()
    {
        Assert.Equal("test", await ShapeOf(Stepper("off")));
        Assert.Equal("test", await ShapeOf(Sys.ActorOf(StepProps().Untraced())));
        Settings = Settings with { Continue = [] };
        Assert.Equal("test(A)", await ShapeOf(Stepper("on")));
        Assert.Equal("test(A)", await ShapeOf(Sys.ActorOf(StepProps().Traced())));
        Assert.Equal("test", await ShapeOf(Stepper()));
    }

    [Fact]
    public async Task An_actor_that_may_start_traces_starts_one_for_a_message_without()
    {
        var (front, back) = (Stepper("front"), Stepper("back"));
        await HandledAsync(front, "ignored");
        await NoFurtherTraceAsync();
        Settings = Settings with { Start = ["/user/front"] };
        front.Tell(Step.Of("A", () => back.Tell(Step.Of("B"))));
        Assert.Equal("A(B)", (await NextExactTraceAsync()).Shape());
        await HandledAsync(back, "C");
        await NoFurtherTraceAsync();
    }

    [Fact]
    public async Task An_actor_that_may_start_continues_what_it_gets_with_a_trace()
    {
        Settings = Settings with { Start = ["/user/*"], Continue = [] };
        Assert.Equal("test(A)", await ShapeOf(Stepper()));
    }

    [Fact]
    public async Task A_message_type_that_is_left_out_starts_no_trace_for_as_long_as_it_is()
    {
        var front = Stepper("front");
        Settings = Settings with { Start = ["/user/front"], NeverMessages = ["Tracing.Actors.Step"] };
        // The answer is remembered with the first message of a type.
        for (var i = 0; i < 2; i++) await HandledAsync(front, "A");
        await NoFurtherTraceAsync();
        Settings = Settings with { NeverMessages = [] };
        for (var i = 0; i < 2; i++)
        {
            front.Tell(new UntracedStep("B", static _ => { }));
            await HandledAsync(front, "A");
            Assert.Equal("A", (await NextExactTraceAsync()).Shape());
        }
        Settings = Settings with { Start = [] };
        await HandledAsync(front, "A");
        await NoFurtherTraceAsync();
    }

    [Fact]
    public void The_defaults_in_code_are_those_of_the_reference()
    {
        var without = InstrumentationSettings.Read(new ConfigReader());
        var with = InstrumentationSettings.Read(new ConfigReader(new HoconSource(ActorTracing.Reference)));
        Assert.Equal(Flat(with), Flat(without));

        static string Flat(InstrumentationSettings settings) => string.Join('|', new[]
        {
            settings.Continue, settings.Start, settings.Never, settings.NeverMessages,
            ImmutableArray.Create($"{settings.Remote}", $"{settings.NeverCuts}", $"{settings.ChainsUpTo}"),
        }.Select(list => string.Join(',', list)));
    }

    [Fact]
    public void A_misspelt_key_stops_the_system_at_its_start()
    {
        var refused = Assert.ThrowsAny<Exception>(() => ActorSystem.Create("x",
            $"{LocalProvider}\nakka.loglevel = OFF, akka.stdout-loglevel = OFF, tracing.instrumentation.contineu = \"*\""));
        Assert.Contains("contineu", refused.ToString(), StringComparison.Ordinal);
    }

    private async Task<string> ShapeOf(IActorRef actor)
    {
        InTrace(() => actor.Tell(Step.Of("A")));
        return (await NextExactTraceAsync()).Shape();
    }

    /// <summary>Sends a message without a trace, and waits until its actor has handled it.</summary>
    private async Task HandledAsync(IActorRef actor, string name)
    {
        actor.Tell(Step.Of(name, () => TestActor.Tell("handled", ActorRefs.NoSender)));
        await ExpectMsgAsync("handled");
    }

    private sealed class Never : UntypedActor, INeverTraced
    {
        protected override void OnReceive(object message) => Assert.Null(Span.Current);
    }
}
