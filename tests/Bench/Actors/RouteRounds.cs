using System.Diagnostics;
using System.Globalization;
using Akka.Actor;
using Akka.Configuration;

namespace Tracing.Bench.Actors;

/// <summary>Measures one route, a round for each line that comes in, and answers each with nanoseconds and bytes a
/// message.</summary>
/// <remarks>Run in a process of its own: the compiler builds each message's way for the one sort of cell and queue that it
/// sees, as in an application.</remarks>
internal sealed class RouteRounds(Route route) : IBench
{
    public const int Messages = 60_000;

    /// <summary>Messages that are sent in one go.</summary>
    public const int Burst = 10_000;

    /// <summary>Bursts that may wait in the mailbox: it never runs dry, and never grows until what it holds has become
    /// old for the garbage collector, which would then be what is measured.</summary>
    private const int BurstsAhead = 2;

    public static string NameOf(Route route) => $"actors-{route.Name}";

    public void Run(TextWriter output)
    {
        var config = ConfigurationFactory.ParseString(route.Hocon + """

            akka.loglevel = OFF
            akka.stdout-loglevel = OFF
            """);
        using var system = ActorSystem.Create("bench", config);
        // In its first minute the library looks at each message for an activity that may have begun before it came.
        if (route.IsTraced) ActivityBridge.EndDoubt();
        if (route.IsTraced && !route.IsUntouched) Routes.Trace(system);
        route.Before(system);
        using var reporting = new Reporting(route, system);
        var actor = system.ActorOf(Props.Create(route.Actor), "bench");
        while (Console.In.ReadLine() is { Length: > 0 })
        {
            reporting.BeWoken();
            var (nanos, bytes) = Round(system, actor, reporting);
            if (route.IsUntouched && TracingInUse.IsOn)
                throw new InvalidOperationException($"{NameOf(route)}: something in the process has had a trace");
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{nanos} {bytes}"));
            output.Flush();
        }
    }

    private (double Nanos, double Bytes) Round(ActorSystem system, IActorRef actor, Reporting reporting)
    {
        using var room = new SemaphoreSlim(BurstsAhead);
        var done = new Done(room);
        var bytes = GC.GetTotalAllocatedBytes(precise: true);
        var from = Stopwatch.GetTimestamp();
        for (var sent = 0; sent < Messages; sent += Burst)
        {
            reporting.WaitFor(room);
            for (var i = 0; i < Burst; i += route.Chunk)
            {
                route.Send(system, actor, route.Chunk);
                reporting.ReportIfWoken();
            }
            actor.Tell(done);
        }
        for (var i = 0; i < BurstsAhead; i++) reporting.WaitFor(room);
        var took = Stopwatch.GetElapsedTime(from);
        bytes = GC.GetTotalAllocatedBytes(precise: true) - bytes;
        route.Report(system);
        return (took.TotalNanoseconds / Messages, (double)bytes / Messages);
    }
}
