using System.Globalization;
using Akka.Actor;
using Tracing.Actors;
using Tracing.Sampling;

namespace Tracing.Bench.Actors;

/// <summary>What a message costs with the instrumentation of untouched actors, beside plain Akka.NET and beside a hand-made
/// solution.</summary>
internal sealed class ActorsBench : IBench
{
    private const int Messages = 300_000;
    private const int Rounds = 15;
    private const int WarmUps = 4;
    private const string Traced = """akka.actor.provider = "Tracing.Actors.TracedLocalProvider, Tracing.Actors" """;

    public string Name => "actors";

    public void Run(TextWriter output)
    {
        using var handMade = new HandMade();
        var idle = new MessageRoute("installed, nothing traced", Traced, Counting, Plainly);
        MessageRoute[] routes =
        [
            new("plain Akka.NET", "", Counting, Plainly),
            idle,
            new("1 of 100 traced", Traced, Counting, OneInHundred),
            new("traced, unsampled", Traced, Counting, (to, n) => InTrace(to, n, AlwaysOffSampler.Instance)),
            new("traced, sampled", Traced, Counting, (to, n) => InTrace(to, n, AlwaysOnSampler.Instance)),
            new("hand-made, SDK", "", Starting<HandMade.TracingActor>, HandMade.Send),
        ];
        try
        {
            foreach (var route in routes) route.Start();
            // Until something is traced in this process the instrumentation asks nothing: so this comes before the others.
            for (var round = 0; round < WarmUps + Rounds; round++)
            {
                foreach (var route in routes[..2]) route.Run(Messages, isKept: round >= WarmUps);
            }
            Write(output, "before anything was traced in this process", routes[..2]);

            foreach (var route in routes) route.Forget();
            for (var round = 0; round < WarmUps + Rounds; round++)
            {
                foreach (var route in routes) route.Run(Messages, isKept: round >= WarmUps);
            }
            Write(output, "while others are traced", routes);
        }
        finally
        {
            foreach (var route in routes) route.Dispose();
        }
    }

    private static IActorRef Counting(ActorSystem system) => Starting<CountingActor>(system);

    private static IActorRef Starting<T>(ActorSystem system)
        where T : ActorBase, new() => system.ActorOf(Props.Create<T>(), "bench");

    private static void Plainly(IActorRef to, int messages)
    {
        for (var i = 0; i < messages; i++) to.Tell(Work.Instance);
    }

    private static void InTrace(IActorRef to, int messages, ISampler sampler)
    {
        var tracing = ActorTracing.For(((IInternalActorRef)to).Provider.Guardian.Underlying.System);
        tracing.Recorder.Sampler = sampler;
        Spans.RunRoot("send", () => Plainly(to, messages), tracing.Tracer);
    }

    private static void OneInHundred(IActorRef to, int messages)
    {
        var tracing = ActorTracing.For(((IInternalActorRef)to).Provider.Guardian.Underlying.System);
        for (var i = 0; i < messages; i += 100)
        {
            Spans.RunRoot("send", () => to.Tell(Work.Instance), tracing.Tracer);
            Plainly(to, 99);
        }
    }

    private static void Write(TextWriter output, string when, MessageRoute[] routes)
    {
        var plain = routes[0];
        output.WriteLine(when);
        output.WriteLine("what                       | ns/message |  bytes | of plain throughput | more than plain");
        output.WriteLine("---------------------------+------------+--------+---------------------+----------------");
        foreach (var route in routes)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{route.What,-26} | {route.Nanos,10:0.0} | {route.Bytes,6:0.0} | {plain.Nanos / route.Nanos,18:0.0%} | {route.Nanos - plain.Nanos,6:0.0} ns {route.Bytes - plain.Bytes,4:0} B"));
        }
        output.WriteLine();
    }
}
