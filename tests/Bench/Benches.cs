using Tracing.Bench.Actors;
using Tracing.Bench.Actors.Web;
using Tracing.Bench.Assembly;
using Tracing.Bench.Cluster;
using Tracing.Bench.Doors;
using Tracing.Bench.Journal;
using Tracing.Bench.Mailboxes;
using Tracing.Bench.Memory;
using Tracing.Bench.Recording;
using Tracing.Bench.Rest;
using Tracing.Bench.Sampling;
using Tracing.Bench.Storage;

namespace Tracing.Bench;

/// <summary>The benchmarks by name.</summary>
internal static class Benches
{
    /// <summary>By name. None is made that is not run: one that makes a span has tracing in use in the whole process.</summary>
    public static IReadOnlyDictionary<string, Func<IBench>> All(BenchOptions options)
    {
        var all = new OrderedDictionary<string, Func<IBench>>
        {
            ["recording"] = static () => new RecordingBench(),
            ["assembly"] = static () => new AssemblyBench(),
            ["sampling"] = static () => new SamplingBench(),
            ["storage"] = () => new StorageBench(options.Traces ?? StorageBench.DefaultTraces, options.UsesPostgres),
            ["journal"] = static () => new JournalBench(),
            ["actors"] = static () => new ActorsBench(),
            ["mailbox"] = static () => new MailboxBench(),
            ["cluster"] = static () => new ClusterBench(),
            ["doors"] = () => new DoorsBench(options.Requests, options.Door),
            ["rest"] = () => new RestBench(options.Seconds),
            ["memory"] = () => new MemoryBench(options.Seconds, options.Budget),
        };
        foreach (var kind in Enum.GetValues<RestKind>())
            all.Add(RestingSystem.NameOf(kind), () => new RestingSystem(kind));
        foreach (var route in WebRoute.Calls.Concat(WebRoute.Requests))
            all.Add(route.Name, () => new WebRounds(route));
        all.Add("actors-web", static () => new WebBench());
        all.Add("actors-listening", static () => new ListeningBench());
        foreach (var route in Routes.All.Concat(Routes.OneThread).Concat(Routes.Fed)
            .Concat(Routes.Listening.Select(static pair => pair.On)))
            all.TryAdd(RouteRounds.NameOf(route), () => new RouteRounds(route));
        return all;
    }
}
