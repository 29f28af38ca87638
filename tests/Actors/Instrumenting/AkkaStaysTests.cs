using System.Diagnostics;
using Akka.Actor;
using Akka.Event;

namespace Tracing.Actors.Instrumenting;

/// <summary>Behaviour of Akka.NET that an application relies on, under a traced provider.</summary>
public sealed class AkkaStaysTests
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(10);

    private const string Quiet = "akka.loglevel = OFF, akka.stdout-loglevel = OFF\n";

    private const string Traced = Quiet
        + "akka.actor.provider = \"Tracing.Actors.TracedLocalProvider, Tracing.Actors\"\n";

    [Theory]
    [InlineData(Quiet)]
    [InlineData(Traced)]
    public async Task Terminate_completes_after_the_callbacks_that_were_registered(string hocon)
    {
        for (var i = 0; i < 5; i++)
        {
            var system = ActorSystem.Create("ends", hocon);
            var isCalled = false;
            system.RegisterOnTermination(() => isCalled = true);
            system.ActorOf(Props.Create(() => new PlainStepActor()));
            await system.Terminate().WaitAsync(_patience);
            Assert.True(isCalled);
        }
    }

    [Fact]
    public async Task A_scheduler_without_actions_starts()
    {
        var system = ActorSystem.Create("bare", Traced
            + $"akka.scheduler.implementation = \"{typeof(BareScheduler).AssemblyQualifiedName}\"");
        Assert.IsType<BareScheduler>(system.Scheduler);
        // Akka.NET's coordinated shutdown needs scheduled actions, with or without tracing.
        ((ExtendedActorSystem)system).Abort();
        await system.WhenTerminated.WaitAsync(_patience);
    }

    [Fact]
    public async Task Tracings_own_actors_start_with_the_system_and_are_not_in_its_telemetry()
    {
        var system = ActorSystem.Create("telling", Traced + "akka.actor.telemetry.enabled = on");
        // The actor is there before the first actor of the user.
        await system.ActorSelection("/system/tracing-reporter").ResolveOne(_patience);
        var seen = new List<IActorRef>();
        var teller = new Teller(system, seen);
        system.EventStream.Subscribe(teller, typeof(IActorTelemetryEvent));
        var user = system.ActorOf(Props.Create(() => new PlainStepActor()), "first");
        await user.Ask<ActorIdentity>(new Identify(null), _patience);
        Assert.Equal([user], seen.Where(actor => actor.Path.Elements[0] is "user" || IsOurs(actor)));
        await system.Terminate().WaitAsync(_patience);
    }

    [Fact]
    public async Task A_subscriber_of_telemetry_never_sees_that_tracings_own_actors_start()
    {
        for (var i = 0; i < 10; i++)
        {
            var system = ActorSystem.Create("telling", Traced + "akka.actor.telemetry.enabled = on\n"
                + "tracing.reporter.otlp-endpoint = \"http://127.0.0.1:1\"");
            var seen = new List<IActorRef>();
            system.EventStream.Subscribe(new Teller(system, seen), typeof(ActorStarted));
            var user = system.ActorOf(Props.Create(() => new PlainStepActor()), "first");
            foreach (var path in new[] { "/system/tracing-reporter", "/system/tracing-otlp", "/user/first" })
                await system.ActorSelection(path).ResolveOne(_patience);
            lock (seen) Assert.Equal([user], seen.Where(actor => actor.Path.Elements[0] is "user" || IsOurs(actor)));
            await system.Terminate().WaitAsync(_patience);
        }
    }

    [Fact]
    public async Task An_activity_that_an_untraced_handler_left_open_does_not_reach_the_next_message()
    {
        var system = ActorSystem.Create("leaking", Traced);
        var actor = system.ActorOf(Props.Create(() => new PlainStepActor()));
        var (second, go) = (new TaskCompletionSource<Activity?>(), new ManualResetEventSlim());
        // Both messages are handled in one run of the mailbox.
        actor.Tell(Step.Of("wait", () => go.Wait(_patience)));
        actor.Tell(Step.Of("leaves", () => _ = new Activity("left open").Start()));
        actor.Tell(Step.Of("next", () => second.SetResult(Activity.Current)));
        go.Set();
        Assert.Null(await second.Task.WaitAsync(_patience));
        await system.Terminate().WaitAsync(_patience);
    }

    [Theory]
    [InlineData(Quiet)]
    [InlineData(Traced)]
    public async Task A_subscriber_of_dead_letters_finds_the_message_that_was_sent(string hocon)
    {
        var system = ActorSystem.Create("losing", hocon);
        var (seen, tracer) = (new TaskCompletionSource<DeadLetter>(), ActorTracing.For(system).Tracer);
        var gone = system.ActorOf(Props.Create(() => new StepActor()));
        await gone.GracefulStop(_patience);
        system.EventStream.Subscribe(
            system.ActorOf(Props.Create(() => new LetterBox(seen))), typeof(DeadLetter));
        Spans.RunRoot("test", () => gone.TellTraced("lost"), tracer);
        Assert.Equal("lost", (await seen.Task.WaitAsync(_patience)).Message);
        await system.Terminate().WaitAsync(_patience);
    }

    private static bool IsOurs(IActorRef actor) => actor.Path.Name.StartsWith("tracing", StringComparison.Ordinal);

    private sealed class LetterBox : ReceiveActor
    {
        public LetterBox(TaskCompletionSource<DeadLetter> seen) => Receive<DeadLetter>(letter => seen.TrySetResult(letter));
    }

    // Sees each event on the thread that publishes it.
    private sealed class Teller(ActorSystem system, List<IActorRef> seen) : MinimalActorRef
    {
        public override ActorPath Path { get; } = system.DeadLetters.Path.Root / "teller";

        public override IActorRefProvider Provider => ((ExtendedActorSystem)system).Provider;

        protected override void TellInternal(object message, IActorRef sender)
        {
            if (message is not IActorTelemetryEvent told) return;
            lock (seen) seen.Add(told.Subject);
        }
    }
}
