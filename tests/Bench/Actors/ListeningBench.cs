using System.Globalization;

namespace Tracing.Bench.Actors;

/// <summary>Measures what listening to activities costs a message where no activity is made.</summary>
internal sealed class ListeningBench : IBench
{
    private const int Launches = 5, WarmUps = 130, Rounds = 15;

    public void Run(TextWriter output)
    {
        output.WriteLine("listened to, no activity   | ns/message | of the same without | more than without | undisturbed");
        output.WriteLine("---------------------------+------------+---------------------+-------------------+------------");
        foreach (var (off, on) in Routes.Listening)
        {
            using var own = new RouteProcess(on);
            for (var launch = 0; launch < Launches; launch++) Measure(own, off);
            var undisturbed = Quick(own.Rounds.Select(static round => round.Own.Time))
                - Quick(own.Rounds.Select(static round => round.Plain.Time));
            var time = Median(own.Rounds.Select(static round => round.Own.Time));
            var share = Median(own.Rounds.Select(static round => round.Own.Time / round.Plain.Time));
            var more = Median(own.Rounds.Select(static round => round.Own.Time - round.Plain.Time));
            var bytes = Median(own.Rounds.Select(static round => round.Own.Bytes - round.Plain.Bytes));
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{on.What,-26} | {time,10:0.0} | {share,19:0.0%} | {more,6:0.0} ns {bytes,5:0.0} B | {undisturbed,8:0.0} ns"));
        }
        output.WriteLine("Undisturbed: the difference between the quickest tenths.");
    }

    private static void Measure(RouteProcess own, Route off)
    {
        using var beside = new RouteProcess(off);
        beside.Start();
        own.Start();
        for (var round = 0; round < WarmUps; round++)
        {
            beside.Run();
            own.Run();
        }
        for (var round = 0; round < Rounds; round++) own.Measure(beside, plainFirst: round % 2 == 0);
        own.Dispose();
    }

    private static double Median(IEnumerable<double> values) => At(0.5, values);

    private static double Quick(IEnumerable<double> values) => At(0.1, values);

    private static double At(double share, IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[(int)(sorted.Length * share)];
    }
}
