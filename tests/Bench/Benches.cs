using Tracing.Bench.Assembly;
using Tracing.Bench.Journal;
using Tracing.Bench.Recording;
using Tracing.Bench.Sampling;
using Tracing.Bench.Storage;

namespace Tracing.Bench;

/// <summary>Everything that can be measured in this build.</summary>
internal static partial class Benches
{
    /// <summary>By name. None is made that is not run: one that makes a span has tracing in use in the whole process.</summary>
    /// <param name="traces">As many as the storage's is to hold.</param>
    public static IReadOnlyDictionary<string, Func<IBench>> All(int traces)
    {
        var all = new OrderedDictionary<string, Func<IBench>>
        {
            ["recording"] = static () => new RecordingBench(),
            ["assembly"] = static () => new AssemblyBench(),
            ["sampling"] = static () => new SamplingBench(),
            ["storage"] = () => new StorageBench(traces),
            ["journal"] = static () => new JournalBench(),
        };
        AddActors(all);
        return all;
    }

    // Left out with Akka.NET.
    static partial void AddActors(OrderedDictionary<string, Func<IBench>> to);
}
