namespace Tracing.Bench.Actors;

/// <summary>The process that measures one route, and the figures that it has given.</summary>
internal sealed class RouteProcess(Route route) : IDisposable
{
    private readonly List<(MeasuredProcess.Figures Own, MeasuredProcess.Figures Plain)> _rounds = [];
    private readonly MeasuredProcess _process = new(RouteRounds.NameOf(route));

    public Route Route => route;

    /// <summary>Each with that of the route beside it.</summary>
    public IReadOnlyList<(MeasuredProcess.Figures Own, MeasuredProcess.Figures Plain)> Rounds => _rounds;

    /// <summary>A new process: no two compile and lay out the same code alike.</summary>
    public void Start() => _process.Start();

    /// <summary>Measures a round beside one of another route: what else the machine does at that moment slows both.</summary>
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

    public MeasuredProcess.Figures Run() => _process.Run();

    public void Dispose() => _process.Dispose();
}
