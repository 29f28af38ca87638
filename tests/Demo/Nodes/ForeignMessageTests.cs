using System.Globalization;
using System.Text.Json;
using Akka.Actor;
using Tracing.Clustering.Serializing;
using Tracing.Demo.Clusters;
using Tracing.Hosting;
using Tracing.Hosting.Journaling;

namespace Tracing.Demo.Nodes;

/// <summary>The real node as a process, and a foreign actor system that connects to its remote port.</summary>
public sealed class ForeignMessageTests
{
    private const int Messages = 5;

    [Fact]
    public async Task A_node_creates_no_file_for_a_foreign_system_and_tells_that_once()
    {
        var folder = Directory.CreateTempSubdirectory("tracing-tests-");
        try
        {
            var file = Path.Combine(folder.FullName, "created");
            var port = ClusterPlan.FreePorts(1)[0];
            using var node = await HostProcess.StartAsync("node", "--port", $"{port}", "--data", "memory");
            await using var foreign = ForeignSystem.WithSerializer(1);
            var target = foreign.Actor(Address.Parse($"akka.tcp://tracing@127.0.0.1:{port}"), "/user/orders");
            var type = $"{typeof(RequestJournal).FullName}, {typeof(RequestJournal).Assembly.GetName().Name}";
            var json = JsonSerializer.SerializeToUtf8Bytes(
                new Dictionary<string, string?> { ["$type"] = type, ["path"] = file, ["time"] = null });
            for (var i = 0; i < Messages; i++) target.Tell(new RawMessage(json, ""));
            await RunningHost.UntilAsync(node.MetricsAsync, static metrics => metrics.Contains(
                string.Create(CultureInfo.InvariantCulture, $"tracing_cluster_refused_messages_total {Messages}\n"),
                StringComparison.Ordinal));
            Assert.False(File.Exists(file));
            await node.StopAsync();
            var lines = (await node.OutputAsync()).Split('\n');
            Assert.Single(lines, static line => line.Contains("was refused", StringComparison.Ordinal));
            Assert.DoesNotContain(lines, static line => line.Contains("Deserialization failed", StringComparison.Ordinal));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void The_type_that_the_message_names_creates_a_file()
    {
        var file = Path.GetTempFileName();
        File.Delete(file);
        using (Newtonsoft.Json.JsonConvert.DeserializeObject<RequestJournal>($$"""{"path":"{{file}}","time":null}"""))
            Assert.True(File.Exists(file));
        File.Delete(file);
    }
}
