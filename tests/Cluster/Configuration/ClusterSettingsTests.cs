using Akka.Actor;
using Tracing.Assembling;
using Tracing.Clustering.Collecting;
using Tracing.Keeping;
using Tracing.Reporting;
using ConfigurationException = Tracing.Configuration.ConfigurationException;

namespace Tracing.Clustering.Configuration;

public class ClusterSettingsTests
{
    private const string OnACluster = """
        akka.loglevel = OFF, akka.stdout-loglevel = OFF
        akka.actor.provider = cluster
        akka.remote.dot-netty.tcp { hostname = "127.0.0.1", port = 0 }

        """;

    [Theory]
    [InlineData("tracing.cluster.in-flight = 0", "tracing.cluster.in-flight = 0: must be a whole number from 1 to 1024")]
    [InlineData("tracing.cluster.batch-bytes = 1KiB", "tracing.cluster.batch-bytes = 1KiB: must be a size from 8KiB to 64MiB, such as 64MiB")]
    [InlineData("tracing.cluster.batch-bytes = 120KiB",
        "tracing.cluster.batch-bytes = 122880: must leave 8192 bytes of akka.remote.dot-netty.tcp.maximum-frame-size = 128000")]
    [InlineData("tracing.cluster.in-flihgt = 1",
        "tracing.cluster.in-flihgt: there is no such setting; tracing.cluster has batch-bytes, in-flight, max-answer-bytes, "
        + "query-timeout, role, sharding")]
    [InlineData("akka.actor.provider = local", "akka.actor.provider = local: must be cluster")]
    public async Task An_unusable_value_is_one_line_at_the_start(string hocon, string message)
    {
        var system = ActorSystem.Create("test", OnACluster + hocon);
        try
        {
            Assert.Equal(message, Assert.Throws<ConfigurationException>(() => ClusterSettings.Read(system)).Message);
        }
        finally
        {
            await system.Terminate();
        }
    }

    [Fact]
    public async Task A_node_without_the_role_cannot_start_shards()
    {
        await using var cluster = await TestCluster.StartAsync(collectors: 0, reporters: 1);
        var failure = Assert.Throws<ConfigurationException>(() => ClusterTracing.For(cluster.Nodes[0].System).Collect(
            AssemblerSettings.Default, new MemoryTraceStore(1 << 20)));
        Assert.StartsWith("akka.cluster.roles = ", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_applications_own_sharding_settings_are_not_changed()
    {
        var system = ActorSystem.Create("test", OnACluster + "akka.cluster.sharding { state-store-mode = persistence, remember-entities = on }");
        try
        {
            var ours = ClusterSettings.Read(system).Sharding;
            Assert.Equal((Akka.Cluster.Sharding.StateStoreMode.DData, false, "collector"), (ours.StateStoreMode, ours.RememberEntities, ours.Role));
            Assert.Equal(TimeSpan.Zero, ours.PassivateIdleEntityAfter);
            var theirs = Akka.Cluster.Sharding.ClusterShardingSettings.Create(system);
            Assert.Equal((Akka.Cluster.Sharding.StateStoreMode.Persistence, true), (theirs.StateStoreMode, theirs.RememberEntities));
        }
        finally
        {
            await system.Terminate();
        }
    }

    [Fact]
    public async Task The_sample_configuration_starts_a_node_that_collects()
    {
        var store = new MemoryTraceStore(1 << 20);
        var sample = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "cluster.conf"));
        await using var engine = ClusterEngine.Start(sample,
        [
            new("akka.remote.dot-netty.tcp.port", "0"),
            new("akka.cluster.seed-nodes", "[]"),
        ], AssemblerSettings.Default, store);
        var outside = new SpanRecorder();
        outside.TracerFor("outside").StartRoot("foreign").End();
        Assert.True(await engine.TakeAsync(new SpanBatcher(outside).Next()!));
        await Eventually.Async(() => store.Counts.Traces == 1, "stored");
    }
}
