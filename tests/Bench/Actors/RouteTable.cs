using System.Globalization;

namespace Tracing.Bench.Actors;

/// <summary>Writes routes beside the first of them, which is plain Akka.NET.</summary>
/// <remarks>Each comparison is the median over rounds of one round's two figures.</remarks>
internal static class RouteTable
{
    public static void Write(TextWriter output, IReadOnlyList<RouteProcess> routes)
    {
        output.WriteLine(
            "what                       | ns/message | of plain | more than plain | undisturbed |             aim | met?");
        output.WriteLine(
            "---------------------------+------------+----------+-----------------+-------------+-----------------+-----");
        foreach (var route in routes) output.WriteLine(Row(route));
    }

    /// <summary>How many times dearer than plain one is, in what both cost more.</summary>
    public static double Dearer(RouteProcess one, RouteProcess other) => More(one).Nanos / More(other).Nanos;

    private static string Row(RouteProcess route)
    {
        var throughput = Median(route.Rounds.Select(static r => r.Plain.Time / r.Own.Time));
        var (nanos, bytes) = More(route);
        var aim = route.Route.Aim;
        var met = aim.IsThere ? aim.IsMet(throughput, nanos, bytes) ? "yes" : "NO" : "";
        var absolute = Median(route.Rounds.Select(static r => r.Own.Time));
        return string.Create(CultureInfo.InvariantCulture,
            $"{route.Route.What,-26} | {absolute,10:0.0} | {throughput,8:0.0%} | {nanos,6:0.0} ns {bytes,4:0} B | {Undisturbed(route),8:0.0} ns | {aim,15} | {met}");
    }

    private static double Undisturbed(RouteProcess route) =>
        Quick(route.Rounds.Select(static r => r.Own.Time)) - Quick(route.Rounds.Select(static r => r.Plain.Time));

    private static (double Nanos, double Bytes) More(RouteProcess route) =>
        (Median(route.Rounds.Select(static r => r.Own.Time - r.Plain.Time)),
            Median(route.Rounds.Select(static r => r.Own.Bytes - r.Plain.Bytes)));

    private static double Median(IEnumerable<double> values) => At(0.5, values);

    private static double Quick(IEnumerable<double> values) => At(0.1, values);

    private static double At(double share, IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length == 0 ? double.NaN : sorted[(int)(sorted.Length * share)];
    }
}
