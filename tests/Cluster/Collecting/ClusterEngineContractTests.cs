using Tracing.Assembling;
using Tracing.Collecting;
using Tracing.Contracts;

namespace Tracing.Clustering.Collecting;

public sealed class ClusterEngineContractTests : EngineContract
{
    protected override ICollectorEngine Start(ITraceSink sink, AssemblerSettings settings) => ClusterEngine.Start("""
        akka.loglevel = OFF
        akka.remote.dot-netty.tcp { hostname = "127.0.0.1", port = 0 }
        tracing.reporter.interval = 5ms
        """, [], settings, sink);
}
