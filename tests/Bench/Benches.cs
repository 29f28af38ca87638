using Tracing.Bench.Assembly;
using Tracing.Bench.Journal;
using Tracing.Bench.Recording;
using Tracing.Bench.Sampling;
using Tracing.Bench.Storage;

namespace Tracing.Bench;

/// <summary>Everything that can be measured in this build.</summary>
internal static partial class Benches
{
    /// <param name="traces">As many as the storage's is to hold.</param>
    public static IReadOnlyList<IBench> All(int traces)
    {
        List<IBench> all =
            [new RecordingBench(), new AssemblyBench(), new SamplingBench(), new StorageBench(traces), new JournalBench()];
        AddActors(all);
        return all;
    }

    // Left out with Akka.NET.
    static partial void AddActors(List<IBench> to);
}
