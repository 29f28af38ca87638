using System.Collections.Concurrent;
using System.Text;
using Akka.Actor;
using Akka.Configuration;
using Akka.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Tracing.Actors;
using Tracing.AkkaHosting.Logging;

namespace Tracing.AkkaHosting.Health;

/// <summary>Faults of tracing as a user sees them: one line in the log, the same in code and in the health
/// check.</summary>
public sealed class HealthTests : IAsyncLifetime
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(20);

    private readonly WebApplication _collector;
    private readonly ConcurrentQueue<int> _requests = new();
    private volatile int _answer = 200;
    private volatile string? _retryAfter;
    private volatile byte[] _body = [];
    private volatile Task _open = Task.CompletedTask;

    public HealthTests()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _collector = builder.Build();
        _collector.Run(async context =>
        {
            _requests.Enqueue(_answer);
            await _open;
            context.Response.StatusCode = _answer;
            if (_retryAfter is { } seconds) context.Response.Headers.RetryAfter = seconds;
            context.Response.ContentType = "application/x-protobuf";
            await context.Response.Body.WriteAsync(_body);
        });
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _collector.DisposeAsync().AsTask();

    [Theory]
    [InlineData(401, "answers 401: it wants credentials; set tracing.reporter.headers", "endpoint-refuses")]
    [InlineData(404, "answers 404: no OTLP receiver is there; set tracing.reporter.otlp-endpoint", "endpoint-refuses")]
    [InlineData(503, "answers 503: it is busy or away", "endpoint-away")]
    public async Task A_collector_that_does_not_take_spans_is_one_line_however_often_it_answers(
        int status, string advice, string code)
    {
        await _collector.StartAsync();
        using var lines = new LinesProvider();
        using var host = await HostAsync(lines);
        var tracing = Tracing(host);
        _answer = status;
        for (var sent = 1; sent <= 3; sent++)
        {
            tracing.Tracer.StartRoot("A").End();
            await EventuallyAsync(() => _requests.Count >= sent);
        }
        await EventuallyAsync(() => !tracing.Health.Reasons.IsEmpty);
        Assert.Contains(tracing.Health.Reasons, r => r.Code == code && r.Text.Contains(advice, StringComparison.Ordinal));
        Assert.Equal(TracingStatus.Unhealthy, tracing.Health.Status);
        Assert.Null(tracing.Health.LastSuccess);
        await EventuallyAsync(() => Written(lines, advice) > 0);
        Assert.Equal(1, Written(lines, advice));
        await StopAsync(host);
    }

    [Fact]
    public async Task A_collector_that_takes_spans_again_makes_tracing_healthy()
    {
        await _collector.StartAsync();
        using var lines = new LinesProvider();
        using var host = await HostAsync(lines);
        var tracing = Tracing(host);
        _answer = 503;
        tracing.Tracer.StartRoot("A").End();
        await EventuallyAsync(() => tracing.Health.Status == TracingStatus.Unhealthy);
        await EventuallyAsync(() => tracing.Health.HeldSpans == 1);
        Assert.True(tracing.Health.HeldBytes > 0);
        _answer = 200;
        await EventuallyAsync(() => tracing.Health.Status == TracingStatus.Healthy);
        Assert.NotNull(tracing.Health.LastSuccess);
        await EventuallyAsync(() => Written(lines, "takes spans again") == 1);
        await StopAsync(host);
    }

    [Fact]
    public async Task Spans_that_a_collector_rejects_from_a_request_are_counted_and_one_line()
    {
        await _collector.StartAsync();
        using var lines = new LinesProvider();
        using var host = await HostAsync(lines);
        var tracing = Tracing(host);
        for (var sent = 1; sent <= 3; sent++)
        {
            // ExportTraceServiceResponse { partial_success { rejected_spans: 1, error_message: "queue 1 full" } }
            _body = [0x0a, 16, 0x08, 1, 0x12, 12, .. Encoding.UTF8.GetBytes($"queue {sent} full")];
            tracing.Tracer.StartRoot("A").End();
            await EventuallyAsync(() => tracing.Recorder.Drops[DropReason.Refused] == sent);
        }
        var reason = Assert.Single(tracing.Health.Reasons);
        Assert.Equal(("spans-refused", TracingStatus.Degraded, 3), (reason.Code, reason.Status, reason.Count));
        Assert.EndsWith("rejected some spans of a request (queue 3 full); these are dropped", reason.Text, StringComparison.Ordinal);
        Assert.NotNull(tracing.Health.LastSuccess);
        await EventuallyAsync(() => Written(lines, "rejected some spans") > 0);
        Assert.Equal(1, Written(lines, "rejected some spans"));
        Assert.Equal(0, Written(lines, "the collector refused spans"));
        // The collector is in the same process, whose requests are traced; exports are not.
        Assert.Equal(3, _requests.Count);
        await StopAsync(host);
    }

    [Fact]
    public async Task A_slow_collector_gets_no_batch_again_before_it_has_answered()
    {
        await _collector.StartAsync();
        using var lines = new LinesProvider();
        using var host = await HostAsync(lines);
        var tracing = Tracing(host);
        var open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _open = open.Task;
        tracing.Tracer.StartRoot("A").End();
        await EventuallyAsync(() => tracing.Reported.Resent >= 3);
        Assert.Single(_requests);
        open.SetResult();
        await EventuallyAsync(() => tracing.Health.HeldSpans == 0);
        Assert.Single(_requests);
        await StopAsync(host);
    }

    [Fact]
    public async Task A_collector_that_asks_for_a_pause_gets_it()
    {
        await _collector.StartAsync();
        using var lines = new LinesProvider();
        using var host = await HostAsync(lines);
        (_answer, _retryAfter) = (503, "1");
        var began = TimeProvider.System.GetTimestamp();
        Tracing(host).Tracer.StartRoot("A").End();
        await EventuallyAsync(() => !Tracing(host).Health.Reasons.IsEmpty);
        // Without the pause there would be a request every 20 ms.
        await EventuallyAsync(() => _requests.Count >= 2);
        Assert.InRange(TimeProvider.System.GetElapsedTime(began), TimeSpan.FromSeconds(1), _patience);
        _answer = 200;
        await EventuallyAsync(() => Tracing(host).Health.Status == TracingStatus.Healthy);
        Assert.Equal(0, Tracing(host).Recorder.Drops.Total);
        await StopAsync(host);
    }

    [Fact]
    public async Task The_health_check_says_the_same()
    {
        await _collector.StartAsync();
        using var lines = new LinesProvider();
        using var host = await HostAsync(lines);
        var checks = host.Services.GetRequiredService<HealthCheckService>();
        Assert.Equal(HealthStatus.Healthy, (await checks.CheckHealthAsync()).Status);
        _answer = 404;
        Tracing(host).Tracer.StartRoot("A").End();
        await EventuallyAsync(() => !Tracing(host).Health.Reasons.IsEmpty);
        var entry = (await checks.CheckHealthAsync()).Entries["tracing"];
        Assert.Equal(HealthStatus.Degraded, entry.Status);
        Assert.Contains("no OTLP receiver is there", entry.Description, StringComparison.Ordinal);
        Assert.Contains("endpoint-refuses", entry.Data.Keys);
        Assert.Contains("held_spans", entry.Data.Keys);
        await StopAsync(host);
    }

    [Fact]
    public async Task Spans_that_are_dropped_are_one_line_with_the_setting_to_change()
    {
        using var system = Plain("tracing.buffer-capacity = 2");
        var tracing = ActorTracing.For(system);
        await EventuallyAsync(() =>
        {
            for (var i = 0; i < 100; i++) tracing.Tracer.StartRoot("A").End();
            return tracing.Health.Reasons.Any(reason => reason.Code == "buffer-full");
        });
        Assert.Contains("raise tracing.buffer-capacity", tracing.Health.ToString(), StringComparison.Ordinal);
        Assert.True(tracing.Health.Reasons.Single(reason => reason.Code == "buffer-full").Count > 0);
        await system.Terminate();
    }

    [Fact]
    public async Task Settings_of_the_instrumentation_without_its_provider_are_told()
    {
        using var system = Plain("tracing.instrumentation.remote.propagate = read");
        Assert.StartsWith("no-provider: tracing.instrumentation.remote.propagate has no effect",
            ActorTracing.For(system).Health.ToString(), StringComparison.Ordinal);
        await system.Terminate();
    }

    [Theory]
    [InlineData("")]
    [InlineData("tracing.instrumentation.start = \"\"")]
    public async Task A_system_that_asks_for_no_instrumentation_is_healthy_without_its_provider(string hocon)
    {
        using var system = Plain(hocon);
        Assert.Equal(TracingStatus.Healthy, ActorTracing.For(system).Health.Status);
        await system.Terminate();
    }

    private static ActorSystem Plain(string hocon) => ActorSystem.Create("shop", ConfigurationFactory.ParseString($"""
        akka.loglevel = OFF
        akka.stdout-loglevel = OFF
        tracing.reporter.interval = 5ms
        {hocon}
        """));

    private async Task<IHost> HostAsync(LinesProvider lines)
    {
        var builder = new HostBuilder().ConfigureServices(services =>
        {
            services.AddLogging(logging => logging.ClearProviders().AddProvider(lines));
            services.AddHealthChecks().AddActorTracing();
            services.AddAkka("shop", akka => akka
                .ConfigureLoggers(loggers =>
                {
                    loggers.ClearLoggers();
                    loggers.AddLoggerFactory();
                })
                .AddHocon("tracing.reporter { interval = 5ms, resend-after = 20ms }", HoconAddMode.Prepend)
                .WithTracing(tracing => tracing.OtlpEndpoint = new Uri(_collector.Urls.First())));
        });
        return await builder.StartAsync();
    }

    private static ActorTracing Tracing(IHost host) => ActorTracing.For(host.Services.GetRequiredService<ActorSystem>());

    // Without a drain: a collector that is away would make it wait.
    private async Task StopAsync(IHost host)
    {
        _answer = 200;
        await host.StopAsync();
    }

    private static int Written(LinesProvider lines, string text)
    {
        lock (lines.Lines) return lines.Lines.Count(line => line.Text.Contains(text, StringComparison.Ordinal));
    }

    // Health is a snapshot: nothing tells when it changes.
    private static async Task EventuallyAsync(Func<bool> holds)
    {
        using var patience = new CancellationTokenSource(_patience);
        // A state is asked for, as a health check does; nothing tells when it changes.
        while (!holds()) await Task.Delay(10, patience.Token);
    }
}
