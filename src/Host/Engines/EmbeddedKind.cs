using Tracing.Collecting;
using Tracing.Hosting.Demo;
using Tracing.Hosting.Embedded;

namespace Tracing.Hosting.Engines;

/// <summary>The collector on plain channels; the tutorial as plain asynchronous services.</summary>
internal sealed class EmbeddedKind : IEngineKind
{
    public string Name => "embedded";

    public string Description => "embedded engine, no actors";

    public ICollectorEngine Start(EngineRequest request, ITraceSink sink) =>
        new EmbeddedEngine(sink, request.Assembler, request.Recorder);

    public ITutorial StartTutorial(ICollectorEngine engine, OrderWork work, int parallel)
    {
        var service = new OrderService(engine.Recorder.TracerFor("OrderService"), work);
        return new Client(engine.Recorder.TracerFor("Client"), service);
    }
}
