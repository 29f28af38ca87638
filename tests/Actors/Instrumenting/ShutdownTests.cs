using Akka.Actor;

namespace Tracing.Actors.Instrumenting;

/// <summary>A system of untouched actors that is stopped while they work.</summary>
public sealed class ShutdownTests() : TracedKit(form: TraceForm.ZeroCode)
{
    [Fact]
    public async Task A_handler_that_runs_when_its_system_stops_is_reported_with_what_it_sent()
    {
        using var other = Start();
        var (a, b) = (other.ActorOf<PlainStepActor>("a"), other.ActorOf<PlainStepActor>("b"));
        using var goOn = new ManualResetEventSlim();
        var isRunning = new TaskCompletionSource();
        Spans.RunRoot("test", () => a.Tell(Step.Of("A", () =>
        {
            isRunning.SetResult();
            goOn.Wait(Patience);
            b.Tell(Step.Of("B"));
        })), ActorTracing.For(other).Tracer);
        await Soon(isRunning.Task);
        var stopped = CoordinatedShutdown.Get(other).Run(CoordinatedShutdown.ActorSystemTerminateReason.Instance);
        // The other actors have stopped by then, so the message is recorded as undelivered.
        await Soon(b.WatchAsync());
        goOn.Set();
        await Soon(stopped);
        Assert.Equal("test(A(undelivered Step))", (await NextExactTraceAsync()).Shape());
    }

    [Fact]
    public async Task A_span_that_ends_after_its_system_counts_as_dropped()
    {
        using var other = Start();
        var tracing = ActorTracing.For(other);
        var late = tracing.Tracer.StartRoot("late");
        await Soon(CoordinatedShutdown.Get(other).Run(CoordinatedShutdown.ActorSystemTerminateReason.Instance));
        late.End();
        Assert.Equal(1, tracing.Recorder.Drops[DropReason.Stopped]);
    }

    private ActorSystem Start()
    {
        var other = ActorSystem.Create("other", """
            akka.actor.provider = "Tracing.Actors.TracedLocalProvider, Tracing.Actors"
            akka.loglevel = OFF
            akka.stdout-loglevel = OFF
            tracing.instrumentation.start = ""
            """);
        ActorTracing.For(other).ReportTo(Collector);
        return other;
    }
}
