using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Tracing.Otlp;

/// <summary>Both senders over TLS to real servers, with certificates made in the test.</summary>
public sealed class OtlpTlsTests : IDisposable
{
    private static readonly byte[] _request = [1, 2, 3];

    private readonly TestAuthority _authority = new("ours");
    private readonly TestAuthority _stranger = new("stranger");

    public void Dispose()
    {
        _authority.Dispose();
        _stranger.Dispose();
    }

    [Theory]
    [InlineData(OtlpProtocol.HttpProtobuf)]
    [InlineData(OtlpProtocol.Grpc)]
    public async Task A_server_with_a_certificate_of_a_trusted_authority_takes_the_request(OtlpProtocol protocol)
    {
        await using var port = await StartAsync(protocol);
        Assert.Equal(SendResult.Taken, await SendAsync(Trusting(port, protocol)));
        Assert.Single(port.Received);
    }

    [Theory]
    [InlineData(OtlpProtocol.HttpProtobuf)]
    [InlineData(OtlpProtocol.Grpc)]
    public async Task A_certificate_of_another_authority_is_one_line_that_names_the_setting(OtlpProtocol protocol)
    {
        await using var port = await StartAsync(protocol);
        foreach (var trusted in new[] { null, PemFiles.Certificates(_stranger.RootFile) })
        {
            var result = await SendAsync(Trusting(port, protocol) with { TrustedCertificates = trusted });
            Assert.Equal(SendOutcome.TryAgain, result.Outcome);
            Assert.StartsWith($"no TLS connection to {Authority(port)} (", result.Problem, StringComparison.Ordinal);
            Assert.Contains("set tracing.reporter.certificate (or OTEL_EXPORTER_OTLP_CERTIFICATE) to a PEM file",
                result.Problem, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', result.Problem!);
        }
        Assert.Empty(port.Received);
    }

    [Fact]
    public async Task A_certificate_for_another_name_is_not_taken()
    {
        await using var port = await OtlpPort.StartAsync(OtlpPort.Status(200), HttpProtocols.Http1,
            new() { ServerCertificate = _authority.Server("elsewhere.test") });
        var result = await SendAsync(Trusting(port, OtlpProtocol.HttpProtobuf));
        Assert.Equal(SendOutcome.TryAgain, result.Outcome);
        Assert.Contains("RemoteCertificateNameMismatch", result.Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(OtlpProtocol.HttpProtobuf)]
    [InlineData(OtlpProtocol.Grpc)]
    public async Task A_client_certificate_is_shown_to_a_server_that_asks_for_one(OtlpProtocol protocol)
    {
        await using var port = await StartAsync(protocol, asksForCertificate: true);
        var (certificate, key) = _authority.ClientFiles();
        using var client = PemFiles.WithKey(certificate, key);
        Assert.Equal(SendResult.Taken, await SendAsync(Trusting(port, protocol) with { ClientCertificate = client }));
        Assert.Single(port.Received);
    }

    [Theory]
    [InlineData(OtlpProtocol.HttpProtobuf, false)]
    [InlineData(OtlpProtocol.Grpc, false)]
    [InlineData(OtlpProtocol.HttpProtobuf, true)]
    [InlineData(OtlpProtocol.Grpc, true)]
    public async Task A_server_that_does_not_take_the_clients_certificate_is_one_line_that_names_the_setting(
        OtlpProtocol protocol, bool isStrangers)
    {
        await using var port = await StartAsync(protocol, asksForCertificate: true);
        var (certificate, key) = _stranger.ClientFiles();
        using var client = isStrangers ? PemFiles.WithKey(certificate, key) : null;
        var result = await SendAsync(Trusting(port, protocol) with { ClientCertificate = client });
        Assert.Equal(SendOutcome.TryAgain, result.Outcome);
        Assert.Contains("set tracing.reporter.client-certificate (or OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE)",
            result.Problem, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', result.Problem!);
        Assert.Empty(port.Received);
    }

    [Fact]
    public async Task A_port_of_another_protocol_behind_tls_is_told_as_such()
    {
        await using var http = await StartAsync(OtlpProtocol.HttpProtobuf);
        Assert.Contains("if it speaks HTTP/1.1, set tracing.reporter.protocol (or OTEL_EXPORTER_OTLP_PROTOCOL) to http/protobuf",
            (await SendAsync(Trusting(http, OtlpProtocol.Grpc))).Problem, StringComparison.Ordinal);
        await using var grpc = await StartAsync(OtlpProtocol.Grpc);
        Assert.Contains("if it speaks gRPC, set tracing.reporter.protocol (or OTEL_EXPORTER_OTLP_PROTOCOL) to grpc",
            (await SendAsync(Trusting(grpc, OtlpProtocol.HttpProtobuf))).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Files_without_what_is_asked_for_give_nothing()
    {
        var (certificate, key) = _authority.ClientFiles();
        var (_, otherKey) = _stranger.ClientFiles();
        Assert.Null(PemFiles.Certificates(key));
        Assert.Null(PemFiles.Certificates(Path.GetTempPath()));
        Assert.Null(PemFiles.Certificates("no such file"));
        Assert.Null(PemFiles.WithKey(certificate, null));
        Assert.Null(PemFiles.WithKey(certificate, otherKey));
        Assert.Null(PemFiles.WithKey("no such file", key));
        Assert.True(PemFiles.HasKey(key));
        Assert.False(PemFiles.HasKey(certificate));
    }

    private Task<OtlpPort> StartAsync(OtlpProtocol protocol, bool asksForCertificate = false)
    {
        var tls = new HttpsConnectionAdapterOptions { ServerCertificate = _authority.Server() };
        if (asksForCertificate)
        {
            tls.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
            tls.ClientCertificateValidation = (certificate, _, _) => _authority.HasSigned(certificate);
        }
        return protocol == OtlpProtocol.Grpc
            ? OtlpPort.StartAsync(OtlpPort.Grpc(0), HttpProtocols.Http2, tls)
            : OtlpPort.StartAsync(OtlpPort.Status(200), HttpProtocols.Http1, tls);
    }

    private OtlpDestination Trusting(OtlpPort port, OtlpProtocol protocol) => new(port.Address)
    {
        Protocol = protocol,
        TrustedCertificates = PemFiles.Certificates(_authority.RootFile),
    };

    private static string Authority(OtlpPort port) => port.Address.GetLeftPart(UriPartial.Authority);

    private static async Task<SendResult> SendAsync(OtlpDestination destination)
    {
        using var sender = OtlpSender.To(destination);
        return await sender.SendAsync(_request);
    }
}
