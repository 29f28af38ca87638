using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using Akka.Configuration;
using Akka.TestKit.Xunit2;
using Tracing.Wire.Otlp;
using Tracing.Wire.Spans;

namespace Tracing.Actors.Reporting;

/// <summary>A system with <c>tracing.reporter.otlp-endpoint</c> set to an HTTP port of the test.</summary>
public sealed class OtlpForwarderTests : TestKit
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(10);

    private readonly HttpListener _door = new();
    private readonly ConcurrentQueue<int> _answers = new();
    private readonly ConcurrentQueue<SpanBatch> _received = new();
    private readonly string _address = $"http://127.0.0.1:{FreePort()}/";

    public OtlpForwarderTests()
        : base("akka.loglevel = OFF, akka.stdout-loglevel = OFF")
    {
        _door.Prefixes.Add(_address);
        _door.Start();
        _ = ServeAsync();
    }

    [Fact]
    public async Task A_batch_that_the_door_cannot_take_now_is_sent_again_and_arrives()
    {
        _answers.Enqueue(503);
        var system = Reporting();
        ActorTracing.For(system).Tracer.StartRoot("A").End();
        Assert.True(await ActorTracing.For(system).DrainAsync(_patience));
        Assert.Equal([1, 1], _received.Select(batch => batch.Spans.Length));
        Assert.Equal(0, ActorTracing.For(system).Recorder.Drops.Total);
        await system.Terminate();
    }

    [Fact]
    public async Task A_batch_that_the_door_refuses_is_dropped_once_and_counted()
    {
        _answers.Enqueue(400);
        // Long, so that a slow machine does not count as a collector that is away.
        var system = Reporting(resendAfter: "30s");
        ActorTracing.For(system).Tracer.StartRoot("A").End();
        Assert.True(await ActorTracing.For(system).DrainAsync(_patience));
        Assert.Single(_received);
        Assert.Equal(1, ActorTracing.For(system).Recorder.Drops[DropReason.Refused]);
        await system.Terminate();
    }

    protected override void AfterAll()
    {
        _door.Close();
        base.AfterAll();
    }

    private ActorSystem Reporting(string resendAfter = "100ms") => ActorSystem.Create("shop", ConfigurationFactory.ParseString($$"""
        akka.loglevel = OFF
        akka.stdout-loglevel = OFF
        tracing.reporter { interval = 5ms, resend-after = {{resendAfter}}, otlp-endpoint = "{{_address}}" }
        """));

    private async Task ServeAsync()
    {
        while (_door.IsListening)
        {
            HttpListenerContext request;
            try { request = await _door.GetContextAsync(); }
            catch (Exception closed) when (closed is HttpListenerException or ObjectDisposedException) { return; }
            using var body = new MemoryStream();
            await request.Request.InputStream.CopyToAsync(body);
            var isOtlp = request.Request.Url!.AbsolutePath == "/v1/traces"
                && request.Request.ContentType == "application/x-protobuf";
            if (isOtlp && OtlpSkim.TryRead(body.ToArray(), out _) is { } batch) _received.Enqueue(batch);
            request.Response.StatusCode = _answers.TryDequeue(out var status) ? status : 200;
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
