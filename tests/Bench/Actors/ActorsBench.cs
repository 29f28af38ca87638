using System.Globalization;

namespace Tracing.Bench.Actors;

/// <summary>What a message costs with the instrumentation of untouched actors, beside plain Akka.NET and beside a hand-made
/// solution.</summary>
internal sealed class ActorsBench : IBench
{
    private const int Launches = 7;
    private const int Rounds = 9;
    private const int WarmUps = 80;

    public string Name => "actors";

    public void Run(TextWriter output)
    {
        RouteProcess[] routes = [.. Routes.All.Select(static route => new RouteProcess(route))];
        RouteProcess[] turns = [.. Routes.OneThread.Select(static route => new RouteProcess(route))];
        for (var launch = 0; launch < Launches; launch++) Measure([.. routes, .. turns]);
        RouteTable.Write(output, routes);
        output.WriteLine();
        output.WriteLine("the same on one thread: an actor sends itself the next message");
        RouteTable.Write(output, turns);
        var dearer = RouteTable.Dearer(Of(Routes.HandMade), Of(Routes.Sampled), Of(Routes.Plain));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"""

            hand-made with the SDK is {dearer:0.0} times as dear as sampled (aim: 2)

            {Launches * Rounds} rounds of {RouteRounds.Messages} messages, in the first table from another thread; one route after the other in
            each round, each in a process of its own, of which there are {Launches}. Up to 20,000 messages wait in the mailbox.
            Figures are medians over the rounds; those beside plain compare within a round. What is sampled is drained as
            a reporter would, and thrown away, as the SDK's are.
            """));

        RouteProcess Of(Route wanted) => routes.First(route => route.Route == wanted);
    }

    private static void Measure(RouteProcess[] routes)
    {
        try
        {
            foreach (var route in routes) route.Start();
            for (var round = 0; round < WarmUps + Rounds; round++)
            {
                foreach (var route in routes) route.Run(isKept: round >= WarmUps);
            }
        }
        finally
        {
            foreach (var route in routes) route.Dispose();
        }
    }
}
