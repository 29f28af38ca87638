using Tracing.Bench.Actors;
using Tracing.Bench.Cluster;
using Tracing.Bench.Mailboxes;

namespace Tracing.Bench;

/// <content>What needs Akka.NET.</content>
internal static partial class Benches
{
    static partial void AddActors(OrderedDictionary<string, Func<IBench>> to)
    {
        to.Add("actors", static () => new ActorsBench());
        to.Add("mailbox", static () => new MailboxBench());
        to.Add("cluster", static () => new ClusterBench());
        foreach (var route in Routes.All.Concat(Routes.OneThread).Concat(Routes.Fed))
            to.TryAdd(RouteRounds.NameOf(route), () => new RouteRounds(route));
    }
}
