using Akka.Actor;
using Tracing.Clustering.Serializing;
using Tracing.Demo.Clusters;
using Tracing.Hosting;
using Tracing.Hosting.Journaling;
using Tracing.Hosting.Nodes;
using Tracing.Otlp;

namespace Tracing.Demo.Nodes;

/// <summary>Nodes as processes, with the settings of docs/security.md.</summary>
public sealed class MutualTlsTests : IDisposable
{
    private const string Password = "node-password-0123456789";

    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    private readonly TestAuthority _ours = new("nodes"), _stranger = new("stranger");
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("tracing-tests-");

    public void Dispose()
    {
        _ours.Dispose();
        _stranger.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Nodes_with_a_certificate_of_the_authority_form_a_cluster_and_nobody_else_gets_a_connection()
    {
        var ports = ClusterPlan.FreePorts(2);
        using var first = await StartAsync(ports[0], ports[0]);
        using var second = await StartAsync(ports[1], ports[0]);
        // The second node is a member, or it would have no shards to take the spans, and the first would not find them.
        await RunningHost.UntilAsync(() => second.TryPostAsync(SomeJson.Request(SomeJson.Span(1))), static taken => taken);
        await RunningHost.UntilAsync(() => first.TraceAsync(SomeJson.TraceId), static trace => trace is not null);

        var address = Address.Parse($"akka.ssl.tcp://tracing@127.0.0.1:{ports[0]}");
        await using (var friend = ForeignSystem.Start(Tls(_ours.NodeFile(Password))))
            Assert.False((await IdentifyAsync(friend, address)).Subject.IsNobody());
        foreach (var (protocol, settings) in new[]
        {
            ("akka.tcp", ""),
            ("akka.ssl.tcp", Tls(_stranger.NodeFile(Password))),
            ("akka.ssl.tcp", Tls(_ours.NodeFile(Password), isShown: false)),
        })
        {
            await using var intruder = ForeignSystem.Start(settings);
            // Whoever gets no connection is answered by its own dead letters: nobody is there.
            var identity = await IdentifyAsync(intruder, address.WithProtocol(protocol));
            Assert.True(identity.Subject.IsNobody(), $"{protocol} {settings}");
        }
        Assert.Equal(0, await second.StopAsync());
        Assert.Equal(0, await first.StopAsync());
        Assert.DoesNotContain(Password, await first.OutputAsync(), StringComparison.Ordinal);
    }

    private Task<HostProcess> StartAsync(int port, int seed)
    {
        var config = Path.Combine(_folder.FullName, "node.conf");
        File.WriteAllText(config, ClusterDefaults.Hocon + $$"""

            akka.remote.dot-netty.tcp {
              enable-ssl = true
              ssl {
                certificate {
                  path = "{{_ours.NodeFile(Password)}}"
                  password = "{{Password}}"
                }
                require-mutual-authentication = true
                suppress-validation = false
              }
            }
            """);
        return HostProcess.StartAsync(
            ["node", "--config", config, "--port", $"{port}", "--seed", $"127.0.0.1:{seed}", "--data", "memory"],
            new Dictionary<string, string> { ["SSL_CERT_FILE"] = _ours.RootFile });
    }

    // Whom it trusts is its own affair.
    private static string Tls(string certificate, bool isShown = true) => $$"""
        akka.remote.dot-netty.tcp {
          enable-ssl = true
          ssl {
            suppress-validation = true
            require-mutual-authentication = {{(isShown ? "true" : "false")}}
            certificate { path = "{{certificate}}", password = "{{Password}}" }
          }
        }
        """;

    private static Task<ActorIdentity> IdentifyAsync(ForeignSystem from, Address address) =>
        from.Actor(address, "/user/orders").Ask<ActorIdentity>(new Identify(1), _patience);
}
