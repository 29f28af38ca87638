using System.Reflection;
using Akka.Actor;
using Akka.Configuration;
using Tracing.Actors.Collecting;
using Tracing.Assembling;
using Tracing.Reporting;

namespace Tracing.Actors.Reporting;

/// <summary>Real actor systems on Akka.NET's own scheduler, which never rests once something was scheduled.</summary>
public sealed class RestTests
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(20);

    private static readonly Config _config = ConfigurationFactory.ParseString("""
        akka.loglevel = OFF
        akka.stdout-loglevel = OFF
        akka.actor.provider = "Tracing.Actors.TracedLocalProvider, Tracing.Actors"
        tracing.reporter.interval = 5ms
        tracing.instrumentation.starts-per-second = 0
        """);

    private static readonly AsyncLocal<string?> _ambient = new();

    [Fact]
    public async Task Instrumentation_reporter_and_collector_schedule_nothing_from_start_to_rest()
    {
        using var system = ActorSystem.Create("rest", _config);
        var (tracing, sink) = (ActorTracing.For(system), new FlakySink());
        tracing.ReportTo(system.ActorOf(CollectorActor.Props(AssemblerSettings.Default, sink), "collector"));
        var echo = system.ActorOf(Props.Create(static () => new Echo()), "echo");
        Assert.Equal("ping", await echo.Ask<string>("ping").WaitAsync(_patience));
        Assert.True(await tracing.DrainAsync(_patience));
        Assert.NotEmpty(sink.Stored);
        Assert.False(HasStarted(system));
    }

    [Fact]
    public async Task The_engine_of_a_host_schedules_nothing_while_it_takes_and_stores_batches_and_retries()
    {
        var sink = new FlakySink { Failures = 1 };
        var engine = ActorEngine.Start("", [], AssemblerSettings.Default, sink);
        var recorder = new SpanRecorder();
        recorder.TracerFor("test").StartRoot("root").End();
        Assert.True(await engine.TakeAsync(new SpanBatcher(recorder).Next()!));
        Assert.Single(sink.Stored);
        Assert.False(HasStarted(engine.System));
        await engine.DisposeAsync();
    }

    [Fact]
    public async Task The_scheduler_starts_with_its_first_use_and_keeps_nothing_of_the_caller_s_context()
    {
        using var system = ActorSystem.Create("starts", _config);
        ActorTracing.For(system);
        var found = new TaskCompletionSource<string?>();
        _ambient.Value = "of the caller";
        system.Scheduler.Advanced.ScheduleOnce(TimeSpan.Zero, () => found.SetResult(_ambient.Value));
        Assert.Null(await found.Task.WaitAsync(_patience));
        Assert.True(HasStarted(system));
    }

    // Akka.NET starts the thread of its scheduler with the first thing that is scheduled.
    private static bool HasStarted(ActorSystem system)
    {
        var own = system.Scheduler is TracedScheduler traced ? traced.Inner : system.Scheduler;
        var state = typeof(HashedWheelTimerScheduler).GetField(
            "_workerState", BindingFlags.Instance | BindingFlags.NonPublic);
        Assert.True(own is HashedWheelTimerScheduler && state is not null, $"{own.GetType()} is another scheduler");
        return (int)state!.GetValue(own)! != 0;
    }

    private sealed class Echo : ReceiveActor
    {
        public Echo() => ReceiveAny(message => Sender.Tell(message));
    }
}
