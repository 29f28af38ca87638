using System.Globalization;

namespace Tracing.Bench.Actors;

/// <summary>Writes routes beside the first of them, which is plain Akka.NET.</summary>
/// <remarks>Each comparison is the median over rounds of one round's two figures: what else the machine does at that moment
/// slows both.</remarks>
internal static class RouteTable
{
    public static void Write(TextWriter output, string when, IReadOnlyList<MessageRoute> routes)
    {
        output.WriteLine(when);
        output.WriteLine("what                      | ns/message | of plain | more than plain |  aim            | met?");
        output.WriteLine("--------------------------+------------+----------+-----------------+-----------------+-----");
        foreach (var route in routes) output.WriteLine(Row(route, routes[0]));
        output.WriteLine();
    }

    /// <summary>How many times dearer than plain one is, in what both cost more.</summary>
    public static double Dearer(MessageRoute one, MessageRoute other, MessageRoute plain) =>
        More(one, plain).Nanos / More(other, plain).Nanos;

    private static string Row(MessageRoute route, MessageRoute plain)
    {
        var throughput = Median(route.Rounds.Zip(plain.Rounds, static (r, p) => p.Nanos / r.Nanos));
        var (nanos, bytes) = More(route, plain);
        var met = route.Aim.IsThere ? route.Aim.IsMet(throughput, nanos, bytes) ? "yes" : "NO" : "";
        return string.Create(CultureInfo.InvariantCulture,
            $"{route.What,-25} | {Median(route.Rounds.Select(static r => r.Nanos)),10:0.0} | {throughput,8:0.0%} | {nanos,6:0.0} ns {bytes,4:0} B | {route.Aim,15} | {met}");
    }

    private static (double Nanos, double Bytes) More(MessageRoute route, MessageRoute plain) =>
        (Median(route.Rounds.Zip(plain.Rounds, static (r, p) => r.Nanos - p.Nanos)),
            Median(route.Rounds.Zip(plain.Rounds, static (r, p) => r.Bytes - p.Bytes)));

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length == 0 ? double.NaN : sorted[sorted.Length / 2];
    }
}
