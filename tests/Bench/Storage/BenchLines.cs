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
    /// <returns>The 95th percentile.</returns>
    public double SayTimes(string what, List<double> millis, double aimMillis)
    {
        millis.Sort();
        var p95 = At(millis, 0.95);
        Say(what, string.Create(CultureInfo.InvariantCulture,
            $"p50 {At(millis, 0.5),8:0.00} ms, p95 {p95,8:0.00} ms, slowest {millis[^1],8:0.0} ms"),
            $"p95 <= {aimMillis:0} ms", p95 <= aimMillis);
        return p95;
    }

    /// <summary>The value below which a share of the others lies.</summary>
    public static double At(List<double> sorted, double share) => sorted[(int)(share * (sorted.Count - 1))];
}
