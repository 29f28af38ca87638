using System.Globalization;
using Tracing.Bench.Actors.Web;

namespace Tracing.Bench.Actors;

/// <summary>Measures what a message costs with the instrumentation of untouched actors, beside plain Akka.NET and beside a hand-made
/// solution.</summary>
internal sealed class ActorsBench : IBench
{
    private const int Launches = 7;

    /// <summary>Rows in which some per cent count: two processes of the same code differ by as much.</summary>
    private const int MoreLaunches = 15;
    private const int Rounds = 15;

    /// <summary>By then all ways that few messages go are compiled as well as they will be, also where 1 of 100 goes
    /// them.</summary>
    private const int WarmUps = 130;

    public void Run(TextWriter output)
    {
        var routes = Processes(Routes.All);
        var turns = Processes(Routes.OneThread);
        var fed = Processes(Routes.Fed);
        for (var launch = 0; launch < MoreLaunches; launch++)
        {
            Console.Error.WriteLine($"launch {launch + 1} of {MoreLaunches}");
            foreach (var group in (RouteProcess[][])[routes, turns, fed])
                foreach (var route in group)
                    if (launch < LaunchesOf(route)) Measure(route, group[0].Route);
        }
        RouteTable.Write(output, routes);
        output.WriteLine();
        output.WriteLine("the same on one thread: an actor sends itself the next message");
        RouteTable.Write(output, turns);
        output.WriteLine();
        output.WriteLine("and where a trace ends with its message: an actor sends itself 500, then handles them");
        RouteTable.Write(output, fed);
        output.WriteLine();
        new ListeningBench().Run(output);
        output.WriteLine();
        new WebBench().Run(output);
        var dearer = RouteTable.Dearer(Of(Routes.HandMade), Of(Routes.Sampled));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"""

            hand-made with the SDK is {dearer:0.0} times as dear as sampled (aim: 2)

            {MoreLaunches * Rounds} rounds of {RouteRounds.Messages} messages ({Launches * Rounds} where the aim is in ns), in the first table from another thread; each
            beside one of plain Akka.NET, in two processes that have the machine to themselves, new ones after {Rounds} rounds. Up to
            20,000 messages wait in the mailbox. Figures are medians over the rounds; those beside plain compare within a pair.
            Undisturbed: the difference between the quickest tenths, for what else the machine does slows some rounds and not
            others. What is sampled is drained as a reporter does, when 512 spans wait, and thrown away, as the SDK's are.
            """));

        static RouteProcess[] Processes(IReadOnlyList<Route> routes) =>
            [.. routes.Select(static route => new RouteProcess(route))];

        static int LaunchesOf(RouteProcess process) => process.Route.Aim.Nanos is null ? MoreLaunches : Launches;

        RouteProcess Of(Route wanted) => routes.First(route => route.Route == wanted);
    }

    // Two processes at a time: what more of them do at rest, the timers of their schedulers, two cores feel.
    private static void Measure(RouteProcess route, Route beside)
    {
        using var plain = new RouteProcess(beside);
        using var own = route;
        plain.Start();
        own.Start();
        for (var round = 0; round < WarmUps; round++)
        {
            plain.Run();
            own.Run();
        }
        for (var round = 0; round < Rounds; round++) own.Measure(plain, plainFirst: round % 2 == 0);
    }
}
