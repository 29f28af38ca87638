using System.Globalization;

namespace Tracing.Bench.Actors;

/// <summary>What a message costs with the instrumentation of untouched actors, beside plain Akka.NET and beside a hand-made
/// solution.</summary>
internal sealed class ActorsBench : IBench
{
    private const int Rounds = 61;
    private const int WarmUps = 25;

    public string Name => "actors";

    public void Run(TextWriter output)
    {
        RouteProcess[] routes = [.. Routes.All.Select(static route => new RouteProcess(route))];
        try
        {
            for (var round = 0; round < WarmUps + Rounds; round++)
            {
                foreach (var route in routes) route.Run(isKept: round >= WarmUps);
            }
            RouteTable.Write(output, routes);
            var dearer = RouteTable.Dearer(Of(Routes.HandMade), Of(Routes.Sampled), Of(Routes.Plain));
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"""

                hand-made with the SDK is {dearer:0.0} times as dear as sampled (aim: 2)

                {Rounds} rounds of {RouteRounds.Messages} messages to an actor that counts them, one route after the other in each round, each in
                a process of its own. Up to 20,000 messages wait in the mailbox. Figures are medians over the rounds; those
                beside plain compare within a round. What is sampled is drained between bursts, as a reporter would, and
                thrown away, as the SDK's are.
                """));
        }
        finally
        {
            foreach (var route in routes) route.Dispose();
        }

        RouteProcess Of(Route wanted) => routes.Single(route => route.Route == wanted);
    }
}
