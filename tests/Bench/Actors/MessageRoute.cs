using System.Diagnostics;
using Akka.Actor;
using Akka.Configuration;

namespace Tracing.Bench.Actors;

/// <summary>One way to send messages from a thread to an actor of a system of its own; a round of it is one
/// measurement.</summary>
internal sealed class MessageRoute(
    string what, string hocon, Func<ActorSystem, IActorRef> start, Action<IActorRef, int> send, RouteAim? aim = null)
    : IDisposable
{
    /// <summary>Messages that are sent in one go.</summary>
    private const int Burst = 10_000;

    /// <summary>Bursts that may wait in the mailbox: it never runs dry, and never grows until what it holds has become
    /// old for the garbage collector, which would then be what is measured.</summary>
    private const int BurstsAhead = 2;

    private readonly List<Figures> _rounds = [];
    private ActorSystem? _system;
    private IActorRef _actor = ActorRefs.Nobody;

    public string What => what;

    public RouteAim Aim => aim ?? new RouteAim();

    public IReadOnlyList<Figures> Rounds => _rounds;

    /// <summary>What a reporter would do in the meantime, between two bursts.</summary>
    public Action Report { get; init; } = static () => { };

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
        using var room = new SemaphoreSlim(BurstsAhead);
        var done = new Done(room);
        var bytes = GC.GetTotalAllocatedBytes(precise: true);
        var from = Stopwatch.GetTimestamp();
        for (var sent = 0; sent < messages; sent += Burst)
        {
            room.Wait();
            send(_actor, Burst);
            _actor.Tell(done);
            Report();
        }
        for (var i = 0; i < BurstsAhead; i++) room.Wait();
        var took = Stopwatch.GetElapsedTime(from);
        Report();
        bytes = GC.GetTotalAllocatedBytes(precise: true) - bytes;
        if (isKept) _rounds.Add(new Figures(took.TotalNanoseconds / messages, (double)bytes / messages));
    }

    public void Forget() => _rounds.Clear();

    public void Dispose()
    {
        _system?.Terminate().Wait();
        _system?.Dispose();
    }

    internal readonly record struct Figures(double Nanos, double Bytes);
}
