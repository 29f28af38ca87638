using System.Collections.Concurrent;
using System.Collections.Immutable;
using Akka.Actor;
using Akka.Configuration;
using Akka.TestKit.Xunit2;
using Tracing.Assembling;
using Tracing.Collecting;
using Tracing.Trees;

namespace Tracing.Actors;

/// <summary>An actor system with a collector in it, and the traces that it closed.</summary>
public abstract class TracedKit : TestKit, ITraceSink
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(10);

    private readonly ConcurrentQueue<ClosedTrace> _closed = new();

    protected TracedKit(string hocon = "", AssemblerSettings? settings = null)
        : base(ConfigurationFactory.ParseString(hocon)
            .WithFallback("akka.loglevel = ERROR, akka.stdout-loglevel = OFF, tracing.reporter.interval = 5ms"))
    {
        Tracing = ActorTracing.For(Sys);
        Tracing.ReportTo(Sys.ActorOf(CollectorActor.Props(settings ?? AssemblerSettings.Default, this)));
    }

    protected ActorTracing Tracing { get; }

    ValueTask ITraceSink.PutAsync(ImmutableArray<ClosedTrace> traces, CancellationToken stopping)
    {
        foreach (var trace in traces) _closed.Enqueue(trace);
        return ValueTask.CompletedTask;
    }

    /// <summary>Runs a body as the root of a new trace, which is what a test sends from.</summary>
    protected void InTrace(Action body) => Spans.RunRoot("test", body, Tracing.Tracer);

    protected Task InTraceAsync(Func<Task> body) => Spans.RunRootAsync("test", body, Tracing.Tracer);

    /// <summary>The next trace to close; the test fails when none does.</summary>
    protected async Task<TracedOutcome> NextTraceAsync()
    {
        ClosedTrace? trace = null;
        await AwaitConditionAsync(() => Task.FromResult(_closed.TryDequeue(out trace)), _patience);
        return new TracedOutcome(trace!);
    }

    /// <summary>All that finished has been collected, and no trace is left over.</summary>
    protected async Task NoFurtherTraceAsync()
    {
        Assert.True(await Tracing.DrainAsync(_patience));
        Assert.Empty(_closed);
    }
}
