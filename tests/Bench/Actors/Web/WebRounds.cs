using System.Globalization;
using Akka.Actor;
using Akka.Configuration;

namespace Tracing.Bench.Actors.Web;

/// <summary>Measures one route, a round for each line that comes in, and answers each with microseconds of processor
/// time and bytes a request.</summary>
internal sealed class WebRounds(WebRoute route) : IBench
{
    private const int Requests = 2_000;

    /// <summary>Requests under way at once: enough to keep two cores busy.</summary>
    private const int AtOnce = 4;

    public void Run(TextWriter output) => RunAsync(output).GetAwaiter().GetResult();

    private async Task RunAsync(TextWriter output)
    {
        using var system = ActorSystem.Create("bench", ConfigurationFactory.ParseString(
            (route.Tracing == WebTracing.Ours ? Routes.Traced : "") + """

            akka.loglevel = OFF
            akka.stdout-loglevel = OFF
            """));
        if (route.Tracing == WebTracing.Ours) Routes.Listen(system);
        if (route.Tracing == WebTracing.Sdk) HandMade.Start();
        await using var work = await WebWork.StartAsync(system, route, AtOnce);
        while (await Console.In.ReadLineAsync() is { Length: > 0 })
        {
            // The system's own reporter has set its callback while it started.
            if (route.Tracing == WebTracing.Ours) Routes.DrainWhenWoken(system);
            var bytes = GC.GetTotalAllocatedBytes(precise: true);
            var from = Environment.CpuUsage.TotalTime;
            await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(async lane =>
            {
                for (var i = 0; i < Requests / AtOnce; i++) await work.OnceAsync(lane);
            }));
            var took = Environment.CpuUsage.TotalTime - from;
            bytes = GC.GetTotalAllocatedBytes(precise: true) - bytes;
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{took.TotalMicroseconds / Requests} {(double)bytes / Requests}"));
            await output.FlushAsync();
        }
    }
}
