using Akka.Configuration;
using Tracing.Assembling;
using Tracing.Collecting;
using Tracing.Contracts;

namespace Tracing.Actors.Collecting;

public sealed class ActorEngineContractTests : EngineContract
{
    protected override ICollectorEngine Start(ITraceSink sink, AssemblerSettings settings) =>
        ActorEngine.Start(Config.Empty, settings, sink);
}
