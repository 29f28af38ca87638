using Tracing.Actors;
using Tracing.Actors.Tutorial;
using Tracing.Hosting.CommandLine;

namespace Tracing.Demo.Tutorial;

/// <summary>One request of the tutorial a second, of which one in twenty fails.</summary>
internal sealed class TutorialTraffic(TimeProvider time) : ITraffic
{
    public string Description => "a request a second (--no-demo: none)";

    public Task RunAsync(ActorEngine engine, CancellationToken stopping)
    {
        var tutorial = TutorialActors.Start(engine.System, new OrderDelays(failRate: 0.05, time).Work, services: 1);
        return DemoTraffic.KeepMakingAsync(tutorial.MakeRequestAsync, time, stopping);
    }
}
