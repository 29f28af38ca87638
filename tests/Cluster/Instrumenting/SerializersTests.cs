using Akka.Cluster.Sharding;
using Tracing.Actors;

namespace Tracing.Clustering.Instrumenting;

public sealed class SerializersTests : ZeroCodeCluster
{
    [Fact]
    public void A_module_that_is_loaded_later_does_not_remove_our_serializers()
    {
        ClusterSharding.Get(Sys);
        Assert.IsType<TraceEnvelopeSerializer>(Sys.Serialization.FindSerializerForType(typeof(TraceEnvelope)));
        Assert.IsType<CollectorSerializer>(Sys.Serialization.FindSerializerForType(typeof(TakeBatch)));
    }
}
