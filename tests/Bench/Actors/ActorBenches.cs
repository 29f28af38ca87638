using Tracing.Bench.Actors;

namespace Tracing.Bench;

/// <content>What needs Akka.NET.</content>
internal static partial class Benches
{
    static partial void AddActors(List<IBench> to)
    {
        to.Add(new ActorsBench());
        to.AddRange(Routes.All.DistinctBy(static route => route.Name).Select(static route => new RouteRounds(route)));
    }
}
