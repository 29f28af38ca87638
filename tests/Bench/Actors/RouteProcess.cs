using System.Diagnostics;
using System.Globalization;

namespace Tracing.Bench.Actors;

/// <summary>The process that measures one route, and the figures that it has given.</summary>
internal sealed class RouteProcess : IDisposable
{
    private readonly List<(Figures Own, Figures Plain)> _rounds = [];
    private Process? _process;

    public RouteProcess(Route route) => Route = route;

    public Route Route { get; }

    /// <summary>Each with that of plain Akka.NET beside it.</summary>
    public IReadOnlyList<(Figures Own, Figures Plain)> Rounds => _rounds;

    /// <summary>A new process: no two compile and lay out the same code alike.</summary>
    public void Start()
    {
        var start = new ProcessStartInfo("dotnet", [typeof(RouteProcess).Assembly.Location, RouteRounds.NameOf(Route)])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        _process = Process.Start(start) ?? throw new InvalidOperationException("No process for " + Route.Name);
    }

    /// <summary>Measures a round beside one of plain Akka.NET: what else the machine does at that moment slows both.</summary>
    public void Measure(RouteProcess plain, bool plainFirst)
    {
        if (plainFirst)
        {
            var before = plain.Run();
            _rounds.Add((Run(), before));
        }
        else
        {
            var own = Run();
            _rounds.Add((own, plain.Run()));
        }
    }

    public Figures Run()
    {
        if (_process is null) throw new InvalidOperationException($"{Route.Name} has not been started");
        _process.StandardInput.WriteLine("round");
        _process.StandardInput.Flush();
        var answer = _process.StandardOutput.ReadLine()
            ?? throw new InvalidOperationException($"The process of {Route.Name} has ended.");
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

    internal readonly record struct Figures(double Nanos, double Bytes);
}
