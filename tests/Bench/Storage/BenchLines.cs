using System.Globalization;

namespace Tracing.Bench.Storage;

/// <summary>Writes one line for each figure; one with an aim says whether it is met.</summary>
internal sealed class BenchLines(TextWriter output)
{
    public void Say(string line) => output.WriteLine(line);

    public void Say(string what, string figure) => output.WriteLine($"{what,-56} {figure}");

    public void Say(string what, string figure, string aim, bool isMet) =>
        output.WriteLine($"{what,-56} {figure,-54} aim {aim}, {(isMet ? "met" : "NOT met")}");

    /// <param name="millis">The times of the answers, in any order.</param>
    /// <param name="cpuMillis">Processor time of an answer, which is the same on a busy machine.</param>
    public void SayTimes(string what, List<double> millis, double aimMillis, double cpuMillis)
    {
        millis.Sort();
        var p95 = At(millis, 0.95);
        Say(what, string.Create(CultureInfo.InvariantCulture,
            $"p50 {At(millis, 0.5),7:0.0}, p95 {p95,7:0.0}, slowest {millis[^1],7:0.0}, CPU {cpuMillis,7:0.0} ms"),
            $"p95 <= {aimMillis:0} ms", p95 <= aimMillis);
    }

    /// <summary>The value below which a share of the others lies.</summary>
    public static double At(List<double> sorted, double share) => sorted[(int)(share * (sorted.Count - 1))];
}
