using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using Tracing.Postgres.Servers;

namespace Tracing.Hosting.Security;

/// <summary>The real program with a token and a certificate's password, while everything goes wrong that can.</summary>
public sealed class SecretsTests : IDisposable
{
    private const string Token = "secret-token-0123456789", DoorToken = "secret-door-token-0123456789";

    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    private readonly CertificateFiles _files = new();
    private readonly StringBuilder _seen = new();

    public void Dispose() => _files.Dispose();

    [Theory]
    [InlineData("file")]
    [InlineData("variables")]
    [InlineData("flags")]
    public async Task No_secret_is_in_a_log_an_error_an_answer_or_the_metrics(string from)
    {
        // All that Akka.NET can say, its settings among it.
        var hocon = "akka { loglevel = DEBUG, stdout-loglevel = DEBUG, log-config-on-start = on }\n";
        if (from == "file")
        {
            hocon += $$"""
                tracing.host {
                  auth { token = "{{Token}}", door-token = "{{DoorToken}}" }
                  tls { certificate = "{{_files.Pfx}}", password = "{{CertificateFiles.Password}}" }
                }
                tracing.export.backup {
                  endpoint = "http://127.0.0.1:9"
                  headers = "authorization=Bearer%20secret-export-0123456789"
                }
                """;
        }
        // The server's password is a secret like the others.
        var database = TestServer.Missing is null ? (await TestServer.SharedAsync()).ConnectionString(from) : null;
        string[] store = database is null ? [] : ["--set", "tracing.storage.store=postgres"];
        if (from == "file" && database is not null)
            hocon += $"\ntracing.storage.postgres.connection-string = \"{database}\"";
        if (from == "flags" && database is not null)
            store = [.. store, "--set", $"tracing.storage.postgres.connection-string={database}"];
        using var host = Start(
            ["--config", _files.Written("host.conf", hocon), "--data", "memory", .. store, .. from switch
            {
                "variables" => (string[])["--tls-certificate", _files.Pfx],
                "flags" =>
                [
                    "--tls-certificate", _files.Pfx, "--set", $"tracing.host.auth.token={Token}", "--set",
                    $"tracing.host.auth.door-token={DoorToken}", "--set", $"tracing.host.tls.password={CertificateFiles.Password}",
                ],
                _ => [],
            }],
            from == "variables"
                ? new()
                {
                    ["TRACING_HOST_TOKEN"] = Token,
                    ["TRACING_HOST_DOOR_TOKEN"] = DoorToken,
                    ["TRACING_HOST_TLS_PASSWORD"] = CertificateFiles.Password,
                    ["TRACING_POSTGRES_CONNECTION_STRING"] = database ?? "",
                }
                : []);
        var errors = ReadAsync(host.StandardError);
        var (page, door) = await AddressesAsync(host.StandardOutput);
        var output = ReadAsync(host.StandardOutput);
        await ProvokeAsync(page, door);
        using (var stop = Process.Start("kill", ["-TERM", $"{host.Id}"])) await stop.WaitForExitAsync();
        await host.WaitForExitAsync().WaitAsync(_patience);
        await Task.WhenAll(errors, output);
        var seen = _seen.ToString();
        Assert.Contains("refused with 401", seen, StringComparison.Ordinal);
        Assert.Contains("tracing_store_traces", seen, StringComparison.Ordinal);
        Assert.Contains("log-config-on-start", seen, StringComparison.Ordinal);
        if (database is not null) Assert.Contains("in PostgreSQL at 127.0.0.1:", seen, StringComparison.Ordinal);
        AssertSecret(seen);
    }

    [Theory]
    [InlineData("tracing.host { auth { token = \"short-secret\" } }")]
    [InlineData("tracing.host { auth { token = \"secret with spaces 0123456789\" } }")]
    [InlineData("tracing.host { auth { token = \"secret-token-0123456789\", token-file = \"/no/such\" } }")]
    [InlineData("tracing.host { auth { tokn = \"secret-token-0123456789\" } }")]
    [InlineData("tracing.host { auth { token = \"secret-token-0123456789\" } "
        + "tls { certificate = \"PFX\", password = \"secret-wrong\" } }")]
    [InlineData("tracing.host { auth { token = \"secret-token-0123456789\" } bind = \"0.0.0.0\" }")]
    [InlineData("tracing.host { auth { token = \"secret-token-0123456789 } }")]
    [InlineData("tracing.export.backup { endpoint = \"http://127.0.0.1:9\", headers = \"secret-export-0123456789\" }")]
    [InlineData("tracing.storage { store = postgres, postgres.connection-string = \"Host=db;Password=x;secret-rest=1\" }")]
    [InlineData("tracing.storage { store = postgres, postgres.connection-string = \"postgresql://a:secret-db@/x:y\" }")]
    [InlineData("tracing.storage { store = postgres, postgres.connection-strng = \"Host=db;Password=secret-db\" }")]
    [InlineData("tracing.storage { store = postgres, postgres.connection-string = "
        + "\"Host=127.0.0.1;Port=9;Username=tracer;Password=secret-db\" }")]
    public async Task A_start_that_is_refused_does_not_say_the_secret(string hocon)
    {
        var file = _files.Written("host.conf", hocon.Replace("PFX", _files.Pfx, StringComparison.Ordinal));
        using var host = Start(["--config", file, "--data", "memory"], []);
        try
        {
            await Task.WhenAll(ReadAsync(host.StandardError), ReadAsync(host.StandardOutput)).WaitAsync(_patience);
            await host.WaitForExitAsync().WaitAsync(_patience);
        }
        finally
        {
            if (!host.HasExited) host.Kill();
        }
        Assert.Equal(2, host.ExitCode);
        Assert.Equal(1, _seen.ToString().Count(static c => c == '\n'));
        AssertSecret(_seen.ToString());
    }

    private async Task ProvokeAsync(Uri page, Uri door)
    {
        using var client = _files.Client();
        foreach (var token in new[] { Token, DoorToken, "wrong-token-0123456789" })
        {
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
            foreach (var path in new[]
            {
                "/", "/metrics", "/readyz", "/no/such", "/api/traces/none", $"/?token={token}", "/api/traces?limit=-1",
            })
                await SeeAsync(await client.GetAsync(new Uri(page, path)));
            foreach (var type in new[] { "application/json", "application/x-protobuf", "text/plain" })
            {
                using var body = new StringContent("{\"resourceSpans\":[", MediaTypeHeaderValue.Parse(type));
                await SeeAsync(await client.PostAsync(door, body));
            }
        }
        // No TLS where TLS is expected.
        using var plain = await RawConnection.OpenAsync(page);
        await plain.WriteAsync($"GET / HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {Token}\r\n\r\n");
        _seen.AppendLine(await plain.ReadToEndAsync());
    }

    private async Task SeeAsync(HttpResponseMessage answer)
    {
        using (answer) _seen.AppendLine($"{answer}\n{await answer.Content.ReadAsStringAsync()}");
    }

    private static void AssertSecret(string seen)
    {
        foreach (var secret in new[] { "secret-", "short-secret", "secret with", CertificateFiles.Password })
            Assert.DoesNotContain(secret, seen, StringComparison.Ordinal);
    }

    private static Process Start(string[] args, Dictionary<string, string> variables)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(TracingHost).Assembly.Location, .. args,
            "--page-port", "0", "--otlp-http-port", "0", "--otlp-grpc-port", "0", "--zipkin-port", "0", "--tempo-port", "0", "--jaeger-grpc-port", "0"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in variables) start.Environment[name] = value;
        return Process.Start(start)!;
    }

    private async Task<(Uri Page, Uri Door)> AddressesAsync(StreamReader output)
    {
        Uri? page = null, door = null;
        while (page is null || door is null)
        {
            var line = await output.ReadLineAsync().WaitAsync(_patience);
            Assert.True(line is not null, $"ended at its start: {_seen}");
            See(line);
            if (line.StartsWith("page ", StringComparison.Ordinal)) page = new Uri(line[5..].Trim());
            if (line.StartsWith("OTLP/HTTP ", StringComparison.Ordinal)) door = new Uri(line[10..].Trim());
        }
        return (page, door);
    }

    private async Task ReadAsync(StreamReader from)
    {
        while (await from.ReadLineAsync() is { } line) See(line);
    }

    private void See(string line)
    {
        lock (_seen) _seen.Append(line).Append('\n');
    }
}
