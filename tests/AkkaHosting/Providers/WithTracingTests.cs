using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using Akka.Cluster.Hosting;
using Akka.Configuration;
using Akka.Event;
using Akka.Hosting;
using Akka.Remote.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Tracing.Actors;
using Tracing.AkkaHosting.Logging;

namespace Tracing.AkkaHosting.Providers;

public class WithTracingTests
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(20);

    public static TheoryData<string> Kinds => ["local", "remote", "cluster"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Untouched_actors_of_a_hosted_system_are_traced(string kind)
    {
        using var host = Host(akka => Kind(akka, kind).WithTracing(tracing => tracing.ServiceName = "shop"));
        await host.StartAsync();
        var system = host.Services.GetRequiredService<ActorSystem>();
        var tracing = ActorTracing.For(system);
        var actor = system.ActorOf(Props.Create(() => new Echo()), "echo");
        await Spans.RunRootAsync("test",
            async () => Assert.Equal("hello", await actor.Ask<string>("hello", _patience)), tracing.Tracer);

        Assert.Equal("shop", tracing.Settings.ServiceName);
        var spans = await FinishedAsync(tracing, 2);
        var root = Assert.Single(spans, span => span.Name == "test");
        var child = Assert.Single(spans, span => span.Name == "Echo String");
        Assert.Equal(root.Context.SpanId, child.Context.ParentSpanId);
        Assert.Equal(1, root.Children);
        await host.StopAsync();
    }

    [Theory]
    [InlineData("remote")]
    [InlineData("cluster")]
    public async Task Choosing_a_provider_after_WithTracing_is_refused_at_the_start(string kind)
    {
        using var host = Host(akka => Kind(akka.WithTracing(), kind));
        var fault = await Assert.ThrowsAsync<ConfigurationException>(() => host.StartAsync());
        Assert.StartsWith("WithTracing() must be called after WithRemoting() and WithClustering()", fault.Message);
    }

    [Fact]
    public async Task A_custom_provider_is_refused()
    {
        using var host = Host(akka => akka.WithActorRefProvider(new ProviderSelection.Custom("A.Provider, A")).WithTracing());
        var fault = await Assert.ThrowsAsync<ConfigurationException>(() => host.StartAsync());
        Assert.Contains("another one", fault.Message);
    }

    [Fact]
    public async Task An_unusable_option_is_one_line()
    {
        using var host = Host(akka => akka.WithTracing(tracing => tracing.OtlpEndpoint = new Uri("ftp://here")));
        var fault = await Assert.ThrowsAnyAsync<Exception>(() => host.StartAsync());
        Assert.StartsWith("tracing.reporter.otlp-endpoint = ftp://here", fault.GetBaseException().Message);
    }

    [Fact]
    public async Task An_actors_own_log_lines_reach_the_hosts_loggers_with_the_ids_of_their_span()
    {
        using var lines = new LinesProvider();
        using var host = Host(akka => akka.WithTracing().ConfigureLoggers(logging =>
        {
            logging.ClearLoggers();
            logging.AddLoggerFactory();
        }), lines);
        await host.StartAsync();
        var system = host.Services.GetRequiredService<ActorSystem>();
        var tracing = ActorTracing.For(system);
        var actor = system.ActorOf(Props.Create(() => new Echo()), "echo");
        await Spans.RunRootAsync("test", () => actor.Ask<string>("hello", _patience), tracing.Tracer);

        var span = Assert.Single(await FinishedAsync(tracing, 2), one => one.Name == "Echo String");
        var line = await UntilAsync(() => lines.Lines.Find(one => one.Text.Contains("echoes hello", StringComparison.Ordinal)),
            found => found.Text is not null);
        Assert.Contains($"[trace_id={span.Context.TraceId}][span_id={span.Context.SpanId}]", line.Text);
        await host.StopAsync();
    }

    private static AkkaConfigurationBuilder Kind(AkkaConfigurationBuilder akka, string kind) => kind switch
    {
        "remote" => akka.WithRemoting(new RemoteOptions { HostName = "127.0.0.1", Port = FreePort() }),
        "cluster" => akka.WithRemoting(new RemoteOptions { HostName = "127.0.0.1", Port = FreePort() })
            .WithClustering(new ClusterOptions()),
        _ => akka,
    };

    private static IHost Host(Action<AkkaConfigurationBuilder> configure, ILoggerProvider? logger = null)
    {
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        if (logger is not null) builder.Logging.AddProvider(logger).SetMinimumLevel(Microsoft.Extensions.Logging.LogLevel.Debug);
        builder.Services.AddAkka("hosted", (akka, _) => configure(akka));
        return builder.Build();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task<List<FinishedSpan>> FinishedAsync(ActorTracing tracing, int count)
    {
        var finished = new List<FinishedSpan>();
        var batch = new FinishedSpan[16];
        return await UntilAsync(() =>
        {
            finished.AddRange(batch[..tracing.Recorder.Drain(batch)]);
            return finished;
        }, all => all.Count >= count);
    }

    private static async Task<T> UntilAsync<T>(Func<T> ask, Func<T, bool> isSo)
    {
        using var deadline = new CancellationTokenSource(_patience);
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        while (true)
        {
            var last = ask();
            if (isSo(last)) return last;
            Assert.False(deadline.IsCancellationRequested, $"not within {_patience}");
            await pause.WaitForNextTickAsync();
        }
    }

    private sealed class Echo : ReceiveActor
    {
        public Echo() => Receive<string>(text =>
        {
            Context.GetLogger().Info("echoes {0}", text);
            Sender.Tell(text);
        });
    }
}
