using System.Globalization;
using Akka.Actor;
using Tracing.Actors;
using Tracing.Sampling;

namespace Tracing.Bench.Actors;

/// <summary>What a message costs with the instrumentation of untouched actors, beside plain Akka.NET and beside a hand-made
/// solution.</summary>
internal sealed class ActorsBench : IBench
{
    private const int Messages = 60_000;
    private const int Rounds = 61;
    private const int WarmUps = 15;
    private const string Traced = """akka.actor.provider = "Tracing.Actors.TracedLocalProvider, Tracing.Actors" """;

    private readonly Span[] _batch = new Span[512];
    private ActorTracing? _sampled;

    public string Name => "actors";

    public void Run(TextWriter output)
    {
        using var handMade = new HandMade();
        var plain = new MessageRoute("plain Akka.NET", "", Counting, Plainly);
        var idle = new MessageRoute("installed, nothing traced", Traced, Counting, Plainly, new(Throughput: 0.95));
        var sampled = new MessageRoute("traced, sampled", Traced, Counting, InTrace, new(Nanos: 200, Bytes: 128)) { Report = Drain };
        var peer = new MessageRoute("hand-made, SDK", "", Starting<HandMade.TracingActor>, HandMade.Send);
        MessageRoute[] routes =
        [
            plain, idle,
            new("1 of 100 traced", Traced, Counting, OneInHundred, new(Throughput: 0.9)) { Report = Drain },
            new("traced, unsampled", "tracing.sampler = never\n" + Traced, Counting, InTrace, new(Nanos: 30, Bytes: 0)),
            sampled,
        ];
        try
        {
            foreach (var route in routes) route.Start();
            // Until something is traced in this process the instrumentation asks nothing: so this comes before the others.
            Measure(routes[..2]);
            RouteTable.Write(output, "before anything was traced in this process", routes[..2]);
            Measure(routes);
            RouteTable.Write(output, "while others are traced", routes);

            // From its first activity on, ours asks for the current one at each message: so this comes last.
            peer.Start();
            routes = [.. routes, peer];
            Measure(routes);
            RouteTable.Write(output, "while others are traced, and there are activities", routes);
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"""
                hand-made with the SDK is {RouteTable.Dearer(peer, sampled, plain):0.0} times as dear as sampled (aim: 2)

                {Rounds} rounds of {Messages} messages, one route after the other in each, to an actor that counts them; up to 20,000 wait
                in its mailbox. Figures are medians over the rounds; those beside plain compare within a round. What is sampled
                is drained between bursts, as a reporter would, and thrown away, as the SDK's are.
                """));
        }
        finally
        {
            foreach (var route in routes) route.Dispose();
        }
    }

    private static void Measure(IEnumerable<MessageRoute> measured)
    {
        MessageRoute[] routes = [.. measured];
        foreach (var route in routes) route.Forget();
        for (var round = 0; round < WarmUps + Rounds; round++)
        {
            // To and fro: whoever comes after a dear one finds its garbage.
            Array.Reverse(routes);
            foreach (var route in routes) route.Run(Messages, isKept: round >= WarmUps);
        }
    }

    private static IActorRef Counting(ActorSystem system) => Starting<CountingActor>(system);

    private static IActorRef Starting<T>(ActorSystem system)
        where T : ActorBase, new() => system.ActorOf(Props.Create<T>(), "bench");

    private static void Plainly(IActorRef to, int messages)
    {
        for (var i = 0; i < messages; i++) to.Tell(Work.Instance);
    }

    private void InTrace(IActorRef to, int messages) =>
        Spans.RunRoot("send", () => Plainly(to, messages), TracingOf(to).Tracer);

    private void OneInHundred(IActorRef to, int messages)
    {
        var tracer = TracingOf(to).Tracer;
        for (var i = 0; i < messages; i += 100)
        {
            Spans.RunRoot("send", () => to.Tell(Work.Instance), tracer);
            Plainly(to, 99);
        }
    }

    private ActorTracing TracingOf(IActorRef actor) =>
        _sampled = ActorTracing.For(((IInternalActorRef)actor).Provider.Guardian.Underlying.System);

    private void Drain()
    {
        while (_sampled!.Recorder.Drain(_batch) > 0) Array.Clear(_batch);
    }
}
