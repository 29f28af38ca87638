using System.Diagnostics;
using System.Globalization;

namespace Tracing.Bench.Actors;

/// <summary>A process that runs one hidden bench, and measures a round whenever it is told to.</summary>
/// <param name="bench">The bench's name.</param>
/// <param name="compilesSoon">True: methods are compiled to their final form as soon as they have been called often
/// enough, and not when the process has compiled nothing new for a while.</param>
internal sealed class MeasuredProcess(string bench, bool compilesSoon = false) : IDisposable
{
    private Process? _process;

    public void Start()
    {
        var start = new ProcessStartInfo("dotnet", [typeof(MeasuredProcess).Assembly.Location, bench])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        if (compilesSoon) start.Environment["DOTNET_TC_CallCountingDelayMs"] = "0";
        _process = Process.Start(start) ?? throw new InvalidOperationException("No process for " + bench);
    }

    public Figures Run()
    {
        if (_process is null) throw new InvalidOperationException($"{bench} has not been started");
        _process.StandardInput.WriteLine("round");
        _process.StandardInput.Flush();
        var answer = _process.StandardOutput.ReadLine()
            ?? throw new InvalidOperationException($"The process of {bench} has ended.");
        double[] figures = [.. answer.Split(' ').Select(static text => double.Parse(text, CultureInfo.InvariantCulture))];
        return new Figures(figures[0], figures[1]);
    }

    public void Dispose()
    {
        if (_process is null) return;
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
        _process = null;
    }

    /// <param name="Time">In the unit of the bench: nanoseconds a message, or microseconds a request.</param>
    internal readonly record struct Figures(double Time, double Bytes);
}
