using System.CommandLine;
using System.Net;
using Tracing.Actors;
using Tracing.Configuration;
using Tracing.Hosting.CommandLine;
using Tracing.Hosting.Nodes;
using Tracing.Hosting.Web;

namespace Tracing.Hosting.Security;

public sealed class BeyondLoopbackTests : IDisposable
{
    private const string Token = "some-token-0123456789";

    private readonly CertificateFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Theory]
    [InlineData("--bind 0.0.0.0", "TLS (tracing.host.tls.certificate) and a token (tracing.host.auth.token")]
    [InlineData("--bind ::", "TLS (tracing.host.tls.certificate) and a token (tracing.host.auth.token")]
    [InlineData("--bind 10.1.2.3", "TLS (tracing.host.tls.certificate) and a token (tracing.host.auth.token")]
    [InlineData("--bind 0.0.0.0 --tls-certificate CERTIFICATE", "the ports need a token (tracing.host.auth.token")]
    [InlineData("--bind 0.0.0.0 --token-file TOKEN", "the ports need TLS (tracing.host.tls.certificate)")]
    [InlineData("--bind 0.0.0.0 --set tracing.host.insecure=off", "--insecure")]
    [InlineData("--bind 0.0.0.0 --tls-certificate CERTIFICATE --set tracing.host.auth.door-token=" + Token, "the ports need a token")]
    [InlineData("node --port 1 --bind 0.0.0.0", "TLS (tracing.host.tls.certificate)")]
    [InlineData("node --port 1 --host 10.1.2.3", "--host = 10.1.2.3: beyond loopback nodes need mutual TLS")]
    [InlineData("node --port 1 --host 0.0.0.0", "--host = 0.0.0.0: beyond loopback nodes need mutual TLS")]
    [InlineData("node --port 1 --host traces.example", "--host = traces.example: beyond loopback nodes need mutual TLS")]
    [InlineData("node --port 1 --host 10.1.2.3 --set akka.remote.dot-netty.tcp.enable-ssl=on "
        + "--set akka.remote.dot-netty.tcp.ssl.suppress-validation=on", "beyond loopback nodes need mutual TLS")]
    [InlineData("node --port 1 --host 10.1.2.3 --set akka.remote.dot-netty.tcp.enable-ssl=on "
        + "--set akka.remote.dot-netty.tcp.ssl.require-mutual-authentication=off", "beyond loopback nodes need mutual TLS")]
    public async Task A_start_that_would_let_anybody_in_is_refused_in_one_line_with_exit_code_2(string args, string message)
    {
        var (code, output, errors) = await RunAsync(args
            .Replace("CERTIFICATE", _files.Both, StringComparison.Ordinal)
            .Replace("TOKEN", _files.Written("token", Token), StringComparison.Ordinal) + " --data memory");
        Assert.Equal((2, ""), (code, output));
        Assert.Contains(message, errors, StringComparison.Ordinal);
        Assert.Contains("--insecure", errors, StringComparison.Ordinal);
        Assert.Equal(1, errors.Count(c => c == '\n'));
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    [InlineData("127.0.0.53")]
    public void Loopback_needs_neither(string bind) => SecuritySettings.None.RefuseOpen(IPAddress.Parse(bind));

    [Fact]
    public void Nodes_with_mutual_TLS_may_be_beyond_loopback() => RemotePort.RefuseOpen("""
        akka.remote.dot-netty.tcp { enable-ssl = true, ssl.certificate { path = "node.pfx", password = "secret" } }
        """, [new("akka.remote.dot-netty.tcp.hostname", "10.1.2.3")]);

    [Fact]
    public Task A_program_that_starts_a_host_is_refused_too() => Assert.ThrowsAsync<ConfigurationException>(
        () => RunningHost.StartAsync(RunningHost.Settings with { BindAddress = IPAddress.Any }));

    [Fact]
    public async Task With_TLS_and_a_token_or_when_it_is_said_in_so_many_words_a_host_starts()
    {
        var secure = SecuritySettings.None with
        {
            Tls = TlsCertificate.Load(_files.Both, null, null),
            PageToken = AccessToken.TryCreate(Token),
            DoorsToken = AccessToken.TryCreate(Token),
        };
        foreach (var security in new[] { secure, SecuritySettings.None with { IsInsecure = true } })
        {
            var told = new List<string>();
            var settings = RunningHost.Settings with { BindAddress = IPAddress.Any, Security = security };
            await using var host = await TracingHost.StartAsync(
                settings, sink => ActorEngine.Start("", [], settings.Assembler, sink), told.Add);
            Assert.Equal("0.0.0.0", host.PageAddress.Host);
            Assert.Equal(security.IsInsecure, told.Exists(static line => line.Contains("anybody", StringComparison.Ordinal)));
        }
    }

    private static async Task<(int Code, string Output, string Errors)> RunAsync(string args)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var root = new RootCommand();
        new HostCommand().AddTo(root);
        root.Subcommands.Add(new NodeCommand().Create());
        var code = await CommandLineRoot.RunAsync(root, args.Split(' '), output, errors);
        return (code, output.ToString(), errors.ToString());
    }
}
