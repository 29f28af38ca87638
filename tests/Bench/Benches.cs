using Tracing.Bench.Assembly;
using Tracing.Bench.Recording;
using Tracing.Bench.Sampling;

namespace Tracing.Bench;

/// <summary>Everything that can be measured in this build.</summary>
internal static partial class Benches
{
    public static IReadOnlyList<IBench> All()
    {
        List<IBench> all = [new RecordingBench(), new AssemblyBench(), new SamplingBench()];
        AddActors(all);
        return all;
    }

    // Left out with Akka.NET.
    static partial void AddActors(List<IBench> to);
}
