using Akka.Configuration;
using Tracing.Collecting;

namespace Tracing.Actors.Configuration;

/// <summary>Whose bytes our messages have between nodes.</summary>
public class SerializersTests : TracedKit
{
    [Fact]
    public void Another_extension_that_brings_defaults_of_its_own_takes_nothing_from_ours()
    {
        AssertOurs();
        // What sharding, streams, persistence and others do when they are first used.
        Sys.Settings.InjectTopLevelFallback(ConfigurationFactory.ParseString("another.extension.key = 1"));
        AssertOurs();
    }

    private void AssertOurs()
    {
        Assert.IsType<TraceEnvelopeSerializer>(Sys.Serialization.FindSerializerForType(typeof(TraceEnvelope)));
        Assert.IsType<CollectorSerializer>(Sys.Serialization.FindSerializerFor(new BatchRefused(new BatchId(1, 2))));
    }
}
