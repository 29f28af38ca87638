using System.Globalization;

namespace Tracing.Bench.Actors;

/// <summary>Writes routes beside the first of them, which is plain Akka.NET.</summary>
/// <remarks>Each comparison is the median over rounds of one round's two figures: what else the machine does at that moment
/// slows both.</remarks>
internal static class RouteTable
{
    public static void Write(TextWriter output, IReadOnlyList<RouteProcess> routes)
    {
        output.WriteLine("what                       | ns/message | of plain | more than plain |             aim | met?");
        output.WriteLine("---------------------------+------------+----------+-----------------+-----------------+-----");
        foreach (var route in routes) output.WriteLine(Row(route, routes[0]));
    }

    /// <summary>How many times dearer than plain one is, in what both cost more.</summary>
    public static double Dearer(RouteProcess one, RouteProcess other, RouteProcess plain) =>
        More(one, plain).Nanos / More(other, plain).Nanos;

    private static string Row(RouteProcess route, RouteProcess plain)
    {
        var throughput = Median(route.Rounds.Zip(plain.Rounds, static (r, p) => p.Nanos / r.Nanos));
        var (nanos, bytes) = More(route, plain);
        var aim = route.Route.Aim;
        var met = aim.IsThere ? aim.IsMet(throughput, nanos, bytes) ? "yes" : "NO" : "";
        var absolute = Median(route.Rounds.Select(static r => r.Nanos));
        return string.Create(CultureInfo.InvariantCulture,
            $"{route.Route.What,-26} | {absolute,10:0.0} | {throughput,8:0.0%} | {nanos,6:0.0} ns {bytes,4:0} B | {aim,15} | {met}");
    }

    private static (double Nanos, double Bytes) More(RouteProcess route, RouteProcess plain) =>
        (Median(route.Rounds.Zip(plain.Rounds, static (r, p) => r.Nanos - p.Nanos)),
            Median(route.Rounds.Zip(plain.Rounds, static (r, p) => r.Bytes - p.Bytes)));

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length == 0 ? double.NaN : sorted[sorted.Length / 2];
    }
}
