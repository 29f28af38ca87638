using Tracing.Bench.Actors;
using Tracing.Bench.Cluster;

namespace Tracing.Bench;

/// <content>What needs Akka.NET.</content>
internal static partial class Benches
{
    static partial void AddActors(List<IBench> to)
    {
        to.AddRange([new ActorsBench(), new ClusterBench()]);
        to.AddRange(Routes.All.Concat(Routes.OneThread).DistinctBy(static route => route.Name).Select(static route => new RouteRounds(route)));
    }
}
