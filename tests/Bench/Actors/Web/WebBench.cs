using System.Globalization;

namespace Tracing.Bench.Actors.Web;

/// <summary>Measures what tracing adds where actors meet HTTP, beside the OpenTelemetry SDK in the same run.</summary>
internal sealed class WebBench : IBench
{
    private const int Launches = 3, WarmUps = 20, Rounds = 15;

    public void Run(TextWriter output)
    {
        Table(output, "a message with an HttpClient call", WebRoute.Calls);
        output.WriteLine();
        Table(output, "inside an ASP.NET Core request", WebRoute.Requests);
        output.WriteLine();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"Processor time; medians over {Launches * Rounds} rounds of 2,000 requests, four at once, the rows in turn."));
    }

    private static void Table(TextWriter output, string title, IReadOnlyList<WebRoute> routes)
    {
        var rounds = new List<MeasuredProcess.Figures[]>();
        for (var launch = 0; launch < Launches; launch++) Measure(routes, rounds);
        var sdk = Median(rounds.Select(static round => round[2].Time - round[0].Time));
        output.WriteLine($"{title,-34} | µs/request | more than untraced | of the SDK's");
        output.WriteLine("-----------------------------------+------------+--------------------+-------------");
        for (var i = 0; i < routes.Count; i++)
        {
            var own = i;
            var time = Median(rounds.Select(round => round[own].Time));
            var more = Median(rounds.Select(round => round[own].Time - round[0].Time));
            var bytes = Median(rounds.Select(round => round[own].Bytes - round[0].Bytes));
            var row = string.Create(CultureInfo.InvariantCulture, $"{routes[i].What,-34} | {time,10:0.0} | ");
            output.WriteLine(row + (i == 0
                ? "                   |"
                : string.Create(CultureInfo.InvariantCulture, $"{more,6:0.0} µs {bytes,6:0} B | {more / sdk,12:0%}")));
        }
    }

    private static void Measure(IReadOnlyList<WebRoute> routes, List<MeasuredProcess.Figures[]> rounds)
    {
        MeasuredProcess[] processes =
            [.. routes.Select(static route => new MeasuredProcess(route.Name, compilesSoon: true))];
        try
        {
            foreach (var process in processes) process.Start();
            for (var round = 0; round < WarmUps + Rounds; round++)
            {
                var figures = new MeasuredProcess.Figures[processes.Length];
                for (var i = 0; i < processes.Length; i++)
                {
                    // Each is first, second and last as often as the others.
                    var next = (i + round) % processes.Length;
                    figures[next] = processes[next].Run();
                }
                if (round >= WarmUps) rounds.Add(figures);
            }
        }
        finally
        {
            foreach (var process in processes) process.Dispose();
        }
    }

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }
}
