using System.Diagnostics;
using Akka.Actor;
using Akka.Configuration;

namespace Tracing.Bench.Actors;

/// <summary>One way to send messages from a thread to an actor of a system of its own; a round of it is one
/// measurement.</summary>
internal sealed class MessageRoute(
    string what, string hocon, Func<ActorSystem, IActorRef> start, Action<IActorRef, int> send) : IDisposable
{
    private readonly ManualResetEventSlim _signal = new();
    private readonly List<(double Nanos, double Bytes)> _rounds = [];
    private ActorSystem? _system;
    private IActorRef _actor = ActorRefs.Nobody;

    public string What => what;

    public double Nanos => Median(_rounds.Select(round => round.Nanos));

    public double Bytes => Median(_rounds.Select(round => round.Bytes));

    public void Start()
    {
        var config = ConfigurationFactory.ParseString(hocon + """

            akka.loglevel = OFF
            akka.stdout-loglevel = OFF
            """);
        _system = ActorSystem.Create("bench", config);
        _actor = start(_system);
    }

    /// <summary>Sends this many messages and waits until all are handled.</summary>
    public void Run(int messages, bool isKept)
    {
        _signal.Reset();
        var bytes = GC.GetTotalAllocatedBytes(precise: true);
        var from = Stopwatch.GetTimestamp();
        send(_actor, messages);
        _actor.Tell(new Done(_signal));
        _signal.Wait();
        var took = Stopwatch.GetElapsedTime(from);
        bytes = GC.GetTotalAllocatedBytes(precise: true) - bytes;
        if (isKept) _rounds.Add((took.TotalNanoseconds / messages, (double)bytes / messages));
    }

    public void Forget() => _rounds.Clear();

    public void Dispose()
    {
        _system?.Terminate().Wait();
        _system?.Dispose();
        _signal.Dispose();
    }

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length == 0 ? double.NaN : sorted[sorted.Length / 2];
    }
}
