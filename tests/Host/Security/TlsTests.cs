using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using Tracing.Configuration;
using Tracing.Hosting.CommandLine;
using Tracing.Hosting.Web;
using Tracing.Otlp;

namespace Tracing.Hosting.Security;

public sealed class TlsTests : IDisposable
{
    private readonly CertificateFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public void Ports_that_open_at_the_same_time_see_all_usages_of_the_certificate()
    {
        const int Ports = 2;
        var file = _files.Both;
        for (var round = 0; round < 200; round++)
        {
            var certificate = TlsCertificate.Load(file, null, null);
            using var together = new Barrier(Ports);
            var seen = new int[Ports];
            var threads = Enumerable.Range(0, Ports).Select(port => new Thread(() =>
            {
                together.SignalAndWait();
                seen[port] = certificate.Leaf.Extensions.OfType<X509EnhancedKeyUsageExtension>()
                    .Sum(static one => one.EnhancedKeyUsages.Count);
            })).ToArray();
            foreach (var thread in threads) thread.Start();
            foreach (var thread in threads) thread.Join();
            Assert.All(seen, static count => Assert.True(count > 0));
        }
    }

    [Theory]
    [InlineData("pem")]
    [InlineData("pem and key")]
    [InlineData("pem and encrypted key")]
    [InlineData("pfx")]
    public async Task Every_port_speaks_TLS_with_a_certificate_of_any_kind(string kind)
    {
        string[] settings = kind switch
        {
            "pem" => [$"certificate={_files.Both}"],
            "pem and key" => [$"certificate={_files.Certificate}", $"key={_files.Key}"],
            "pem and encrypted key" =>
            [
                $"certificate={_files.Certificate}", $"key={_files.EncryptedKey}", $"password={CertificateFiles.Password}",
            ],
            _ =>
            [
                $"certificate={_files.Pfx}",
                $"password-file={_files.Written("password", CertificateFiles.Password + "\n")}",
            ],
        };
        await using var host = await RunningHost.StartAsync(RunningHost.Settings with { Security = Read(settings) });
        using var client = _files.Client();
        Assert.Equal("https", host.Host.PageAddress.Scheme);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(new Uri(host.Host.PageAddress, "/api/services"))).StatusCode);
        using var body = new StringContent(SomeJson.Request(SomeJson.Span(1)), MediaTypeHeaderValue.Parse("application/json"));
        Assert.Equal(HttpStatusCode.OK, (await client.PostAsync(new Uri(host.Host.OtlpHttpAddress, "/v1/traces"), body)).StatusCode);
        using var sender = OtlpSender.To(new(host.Host.OtlpGrpcAddress)
        {
            Protocol = OtlpProtocol.Grpc,
            TrustedCertificates = [X509CertificateLoader.LoadCertificateFromFile(_files.RootFile)],
        });
        Assert.Equal(SendResult.Taken, await sender.SendAsync(Array.Empty<byte>()));
    }

    [Fact]
    public async Task A_port_with_TLS_answers_nothing_without_it()
    {
        var settings = RunningHost.Settings with { Security = Read($"certificate={_files.Both}") };
        await using var host = await RunningHost.StartAsync(settings);
        foreach (var port in new[] { host.Host.PageAddress, host.Host.OtlpHttpAddress })
        {
            using var plain = await RawConnection.OpenAsync(port);
            await plain.WriteAsync("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n");
            Assert.DoesNotContain("HTTP/", await plain.ReadToEndAsync(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Unusable_files_are_one_line_without_the_password()
    {
        var wrong = "wrong-password-0123456789";
        foreach (var settings in new string[][]
        {
            ["certificate=/no/such.pem"],
            [$"certificate={_files.Certificate}"],
            [$"certificate={_files.Key}"],
            [$"certificate={_files.Pfx}"],
            [$"certificate={_files.Pfx}", $"password={wrong}"],
            [$"certificate={_files.Certificate}", $"key={_files.EncryptedKey}", $"password={wrong}"],
            [$"certificate={_files.Written("text", "no certificate")}", $"password={wrong}"],
            [$"certificate={_files.Pfx}", $"password={wrong}", "password-file=/no/such"],
            [$"key={_files.Key}"],
        })
        {
            var refused = Assert.Throws<ConfigurationException>(() => Read(settings));
            Assert.StartsWith("tracing.host.tls.", refused.Message, StringComparison.Ordinal);
            Assert.DoesNotContain(wrong, refused.ToString(), StringComparison.Ordinal);
            Assert.DoesNotContain('\n', refused.Message);
        }
    }

    private static SecuritySettings Read(params string[] settings) => SecuritySettings.Read(
        new ConfigReader(new Written(settings.ToDictionary(
            one => "tracing.host.tls." + one[..one.IndexOf('=', StringComparison.Ordinal)],
            one => one[(one.IndexOf('=', StringComparison.Ordinal) + 1)..])), HostReference.All));

    private sealed class Written(Dictionary<string, string> values) : ISettingsSource
    {
        public string? Find(string key) => values.GetValueOrDefault(key);
    }
}
