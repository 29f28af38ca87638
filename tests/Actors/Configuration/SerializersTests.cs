using Akka.Configuration;
using Tracing.Contracts;

namespace Tracing.Actors.Configuration;

/// <summary>The serializers of this product's messages.</summary>
public class SerializersTests : TracedKit
{
    [Fact]
    public void Another_extension_that_brings_defaults_of_its_own_takes_nothing_from_ours()
    {
        AssertOurs();
        // Sharding, streams, persistence and others do this at their first use.
        Sys.Settings.InjectTopLevelFallback(ConfigurationFactory.ParseString("another.extension.key = 1"));
        AssertOurs();
    }

    private void AssertOurs()
    {
        Assert.IsType<TraceEnvelopeSerializer>(Sys.Serialization.FindSerializerForType(typeof(TraceEnvelope)));
        Assert.IsType<CollectorSerializer>(Sys.Serialization.FindSerializerFor(new BatchRefused(new BatchId(1, 2))));
    }
}
