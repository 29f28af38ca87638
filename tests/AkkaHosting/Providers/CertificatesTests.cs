using System.Net;
using Akka.Actor;
using Akka.Configuration;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Logging;
using Tracing.Actors;
using Tracing.Configuration;
using Tracing.Otlp;
using ConfigurationException = Tracing.Configuration.ConfigurationException;

namespace Tracing.AkkaHosting.Providers;

/// <summary>The certificates of a system's settings, on the way to a real collector that asks for one.</summary>
public sealed class CertificatesTests : IDisposable
{
    private readonly TestAuthority _authority = new("ours");
    private readonly TestAuthority _stranger = new("stranger");

    public void Dispose()
    {
        _authority.Dispose();
        _stranger.Dispose();
    }

    [Theory]
    [InlineData("http/protobuf")]
    [InlineData("grpc")]
    public async Task Spans_go_out_with_the_certificates_that_hocon_names(string protocol)
    {
        await using var collector = await StartAsync(protocol);
        var (certificate, key) = _authority.ClientFiles();
        using var system = Reporting(collector, protocol, _authority.RootFile, certificate, key);
        var tracing = ActorTracing.For(system);
        tracing.Tracer.StartRoot("A").End();
        Assert.True(await tracing.DrainAsync(TimeSpan.FromSeconds(20)));
        Assert.Empty(tracing.Health.Reasons);
        Assert.NotNull(tracing.Health.LastSuccess);
        await system.Terminate();
    }

    [Theory]
    [InlineData("http/protobuf")]
    [InlineData("grpc")]
    public async Task A_certificate_that_is_not_trusted_is_one_reason_and_the_spans_are_held(string protocol)
    {
        await using var collector = await StartAsync(protocol);
        var (certificate, key) = _authority.ClientFiles();
        using var system = Reporting(collector, protocol, _stranger.RootFile, certificate, key);
        var tracing = ActorTracing.For(system);
        tracing.Tracer.StartRoot("A").End();
        // Health is a snapshot: nothing tells when it changes.
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (tracing.Health.Reasons.IsEmpty) await Task.Delay(10, patience.Token);
        var reason = Assert.Single(tracing.Health.Reasons);
        Assert.Equal("endpoint-away", reason.Code);
        Assert.Contains("set tracing.reporter.certificate", reason.Text, StringComparison.Ordinal);
        Assert.Equal(0, tracing.Recorder.Drops.Total);
        await system.Terminate();
    }

    [Theory]
    [InlineData("")]
    [InlineData("TRACES_")]
    public async Task Spans_go_out_with_the_certificates_that_the_variables_name(string signal)
    {
        await using var collector = await StartAsync("grpc");
        var (certificate, key) = _authority.ClientFiles();
        var settings = Read(new()
        {
            [$"OTEL_EXPORTER_OTLP_{signal}ENDPOINT"] = collector.Urls.Single(),
            [$"OTEL_EXPORTER_OTLP_{signal}PROTOCOL"] = "grpc",
            [$"OTEL_EXPORTER_OTLP_{signal}CERTIFICATE"] = _authority.RootFile,
            [$"OTEL_EXPORTER_OTLP_{signal}CLIENT_CERTIFICATE"] = certificate,
            [$"OTEL_EXPORTER_OTLP_{signal}CLIENT_KEY"] = key,
        });
        using var sender = OtlpSender.To(settings.Destination!);
        Assert.Equal(SendResult.Taken, await sender.SendAsync(Array.Empty<byte>()));
    }

    [Fact]
    public void A_variable_that_names_no_certificate_is_ignored_and_told()
    {
        var settings = Read(new()
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = "https://127.0.0.1:4318",
            ["OTEL_EXPORTER_OTLP_CERTIFICATE"] = "/no/such.pem",
        });
        Assert.Null(settings.Destination!.TrustedCertificates);
        Assert.Equal(
            "OTEL_EXPORTER_OTLP_CERTIFICATE = /no/such.pem is ignored: tracing.reporter.certificate cannot have this value",
            Assert.Single(settings.IgnoredVariables));
    }

    [Fact]
    public void A_file_that_hocon_names_and_that_is_no_certificate_stops_the_start()
    {
        var (certificate, key) = _authority.ClientFiles();
        var (_, otherKey) = _stranger.ClientFiles();
        Assert.StartsWith("tracing.reporter.certificate = /no/such.pem: must be a PEM file with certificates",
            Refused("certificate = \"/no/such.pem\""), StringComparison.Ordinal);
        Assert.Contains("client-key = ", Refused($"client-key = \"{key}\""), StringComparison.Ordinal);
        Assert.Contains("with the key of tracing.reporter.client-certificate",
            Refused($"client-certificate = \"{certificate}\", client-key = \"{otherKey}\""), StringComparison.Ordinal);
        Assert.Contains("with its key unless tracing.reporter.client-key has it",
            Refused($"client-certificate = \"{certificate}\""), StringComparison.Ordinal);
    }

    private static string Refused(string hocon) => Assert.Throws<ConfigurationException>(() => ActorTracingSettings.Read(
        ConfigurationFactory.ParseString($"tracing.reporter {{ {hocon} }}").WithFallback(ActorTracing.Reference), "shop")).Message;

    private static ActorTracingSettings Read(Dictionary<string, string> variables) => ActorTracingSettings.Read(
        ActorTracing.Reference, "shop", new OtelVariables(variables.GetValueOrDefault));

    private static ActorSystem Reporting(
        WebApplication collector, string protocol, string trusted, string certificate, string key) =>
        ActorSystem.Create("shop", ConfigurationFactory.ParseString($$"""
            akka.loglevel = OFF
            akka.stdout-loglevel = OFF
            tracing.reporter {
              interval = 5ms
              otlp-endpoint = "{{collector.Urls.Single()}}"
              protocol = "{{protocol}}"
              certificate = "{{trusted}}"
              client-certificate = "{{certificate}}"
              client-key = "{{key}}"
            }
            """));

    private async Task<WebApplication> StartAsync(string protocol)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            listen.Protocols = protocol == "grpc" ? HttpProtocols.Http2 : HttpProtocols.Http1;
            listen.UseHttps(new HttpsConnectionAdapterOptions
            {
                ServerCertificate = _authority.Server(),
                ClientCertificateMode = ClientCertificateMode.RequireCertificate,
                ClientCertificateValidation = (client, _, _) => _authority.HasSigned(client),
            });
        }));
        var collector = builder.Build();
        collector.Run(async context =>
        {
            await context.Request.Body.CopyToAsync(Stream.Null);
            if (protocol != "grpc") return;
            context.Response.ContentType = "application/grpc";
            await context.Response.Body.WriteAsync(new byte[5]);
            context.Response.AppendTrailer("grpc-status", "0");
        });
        await collector.StartAsync();
        return collector;
    }
}
