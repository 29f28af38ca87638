using System.Collections.Immutable;
using Akka.Actor;
using Tracing.Actors;
using Tracing.Assembling;
using Tracing.Contracts;

namespace Tracing.Testing;

/// <summary>Stands before a collector actor and notes the spans that go in, so that the probe can tell what an open trace has
/// and lacks.</summary>
internal sealed class TraceTap : ReceiveActor
{
    public TraceTap(ProbedTraces traces, AssemblerSettings settings)
    {
        var collector = Context.ActorOf(CollectorActor.Props(settings, new Sink(traces)), "collector");
        Receive<TakeBatch>(message =>
        {
            // Before the collector has them: what closes a trace is noted first.
            traces.Arrived(message.Batch.Spans);
            collector.Forward(message);
        });
        Receive<CollectorActor.Flush>(collector.Forward);
    }

    public static Props Props(ProbedTraces traces, AssemblerSettings settings) =>
        Akka.Actor.Props.Create(() => new TraceTap(traces, settings));

    private sealed class Sink(ProbedTraces traces) : ITraceSink
    {
        public ValueTask PutAsync(ImmutableArray<ClosedTrace> closed, CancellationToken stopping = default)
        {
            foreach (var trace in closed) traces.Closed(trace);
            return ValueTask.CompletedTask;
        }
    }
}
