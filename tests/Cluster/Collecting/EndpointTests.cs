using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Tracing.Wire.Otlp;
using Tracing.Wire.Spans;

namespace Tracing.Clustering.Collecting;

/// <summary>A node of the cluster with an OTLP endpoint: its spans go there and not to the collector's
/// shards.</summary>
/// <remarks>Alone, because a node that starts meanwhile would read the variable too, and send its spans
/// here.</remarks>
[Collection(AloneCollection.Name)]
public sealed class EndpointTests : IDisposable
{
    private const string Variable = "OTEL_EXPORTER_OTLP_ENDPOINT";

    private readonly HttpListener _door = new();
    private readonly ConcurrentQueue<SpanBatch> _received = new();
    private readonly string _address = $"http://127.0.0.1:{FreePort()}/";

    public EndpointTests()
    {
        _door.Prefixes.Add(_address);
        _door.Start();
        _ = ServeAsync();
    }

    public void Dispose()
    {
        Environment.SetEnvironmentVariable(Variable, null);
        _door.Close();
    }

    [Theory]
    [InlineData("hocon")]
    [InlineData("variable")]
    public async Task Spans_go_to_the_endpoint_wherever_it_is_set(string where)
    {
        if (where == "variable") Environment.SetEnvironmentVariable(Variable, _address);
        await using var cluster = await TestCluster.StartAsync(
            collectors: 1, hocon: where == "hocon" ? $"tracing.reporter.otlp-endpoint = \"{_address}\"" : "");
        var node = cluster.Nodes[0];
        node.Tracing.Tracer.StartRoot("A").End();
        Assert.True(await node.Tracing.DrainAsync(TimeSpan.FromSeconds(10)));
        Assert.Equal(1, _received.Sum(batch => batch.Spans.Length));
        Assert.Equal(0, node.Store.Counts.Traces);
        Assert.Equal(0, node.Shards);
    }

    [Fact]
    public async Task Spans_go_to_the_shards_where_the_variables_are_switched_off()
    {
        Environment.SetEnvironmentVariable(Variable, _address);
        await using var cluster = await TestCluster.StartAsync(collectors: 1, hocon: "tracing.otel-variables = off");
        var node = cluster.Nodes[0];
        node.Tracing.Tracer.StartRoot("A").End();
        await Eventually.Async(() => node.Store.Counts.Traces == 1, "stored");
        Assert.Empty(_received);
    }

    private async Task ServeAsync()
    {
        while (_door.IsListening)
        {
            HttpListenerContext request;
            try { request = await _door.GetContextAsync(); }
            catch (Exception closed) when (closed is HttpListenerException or ObjectDisposedException) { return; }
            using var body = new MemoryStream();
            await request.Request.InputStream.CopyToAsync(body);
            if (OtlpSkim.TryRead(body.ToArray(), out _) is { } batch) _received.Enqueue(batch);
            request.Response.Close();
        }
    }

    private static int FreePort()
    {
        using var socket = new TcpListener(IPAddress.Loopback, 0);
        socket.Start();
        return ((IPEndPoint)socket.LocalEndpoint).Port;
    }
}
