using System.Diagnostics;
using System.Globalization;
using Tracing.Bench.Measuring;

namespace Tracing.Bench.Rest;

/// <summary>Measures what a host, and tracing in an application's actor system, take of the processor while nothing
/// happens.</summary>
internal sealed class RestBench(int? seconds) : IBench
{
    public const int DefaultSeconds = 20;

    // By then what was compiled is compiled, and the traces that were reported are stored.
    private static readonly TimeSpan _settling = TimeSpan.FromSeconds(25);

    public void Run(TextWriter output) => RunAsync(output).GetAwaiter().GetResult();

    private async Task RunAsync(TextWriter output)
    {
        using var host = new BenchHost();
        var door = host.Door.GetLeftPart(UriPartial.Authority);
        using var plain = new RestingProcess(RestKind.Plain, null);
        using var scheduled = new RestingProcess(RestKind.Scheduled, null);
        using var instrumented = new RestingProcess(RestKind.Instrumented, null);
        using var reporting = new RestingProcess(RestKind.Reporting, door);
        // At rest they are no burden for each other, so all are measured at once.
        (string What, Func<TimeSpan> Cpu, double? Most, double? MostMore)[] rows =
        [
            ("plain Akka.NET", plain.Cpu, null, null),
            ("plain Akka.NET, once anything is scheduled", scheduled.Cpu, null, null),
            ("with our instrumentation", instrumented.Cpu, null, 0.1),
            ("with our instrumentation and reporter", reporting.Cpu, null, 0.1),
            ("the host", () => host.Cpu, 1, null),
        ];
        await Task.Delay(_settling);
        var began = Stopwatch.GetTimestamp();
        TimeSpan[] before = [.. rows.Select(static row => row.Cpu())];
        await Task.Delay(TimeSpan.FromSeconds(seconds ?? DefaultSeconds));
        TimeSpan[] after = [.. rows.Select(static row => row.Cpu())];
        var past = Stopwatch.GetElapsedTime(began);
        double[] shares = [.. rows.Select((_, i) => (after[i] - before[i]) / past * 100)];

        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"processor time at rest, over {past.TotalSeconds:0} s, in % of a core:"));
        for (var i = 0; i < rows.Length; i++)
        {
            var (what, _, most, mostMore) = rows[i];
            var more = shares[i] - shares[0];
            var aim = most is { } limit ? Aim($"at most {limit} %", shares[i] <= limit)
                : mostMore is { } limitMore ? Aim($"at most {limitMore} % more than plain", more <= limitMore) : "";
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"  {what,-44} {shares[i],6:0.00} %   {more,6:+0.00;-0.00} % beside plain   {aim}"));
        }

        static string Aim(FormattableString text, bool isMet) =>
            $"aim: {text.ToString(CultureInfo.InvariantCulture)}, {(isMet ? "met" : "NOT met")}";
    }
}
