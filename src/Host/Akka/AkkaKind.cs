using Tracing.Actors;
using Tracing.Actors.Tutorial;
using Tracing.Collecting;
using Tracing.Hosting.Demo;
using Tracing.Hosting.ZeroCode;

namespace Tracing.Hosting.Engines;

/// <summary>The collector and the tutorial as actors.</summary>
internal sealed class AkkaKind : IEngineKind
{
    public string Name => "akka";

    public string Description => $"Akka.NET {ActorEngine.AkkaVersion}";

    public ICollectorEngine Start(EngineRequest request, ITraceSink sink) =>
        ActorEngine.Start(request.Hocon, request.Flags, request.Assembler, sink);

    public ITutorial StartTutorial(ICollectorEngine engine, Demo.OrderWork work, int parallel) =>
        new OnActors(TutorialActors.Start(
            ((ActorEngine)engine).System, new Actors.Tutorial.OrderWork(work.AcceptAsync, work.ProcessAsync), parallel));

    public ITutorial StartUntouched(ICollectorEngine engine) => new UntouchedShop(((ActorEngine)engine).Collector);

    private sealed class OnActors(TutorialActors actors) : ITutorial
    {
        public Task<Exception?> MakeRequestAsync(string id, CancellationToken stopping) =>
            actors.MakeRequestAsync(id, stopping);
    }
}
