using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Tracing.Actors;
using Tracing.Hosting.Doors.OtlpGrpc;
using Tracing.Hosting.Security;
using Tracing.Otlp;

namespace Tracing.Hosting.Web;

public sealed class TokenGateTests
{
    private const string Token = "page-token-0123456789", DoorToken = "door-token-0123456789";
    private const int Unauthenticated = 16, PermissionDenied = 7;

    private static HostSettings Settings { get; } = RunningHost.Settings with
    {
        Security = SecuritySettings.None with
        {
            PageToken = AccessToken.TryCreate(Token),
            DoorsToken = AccessToken.TryCreate(DoorToken),
        },
    };

    [Theory]
    [InlineData("/api/services")]
    [InlineData("/api/traces/0af7651916cd43dd8448eb211c80319c")]
    [InlineData("/api/waterfall/0af7651916cd43dd8448eb211c80319c")]
    [InlineData("/api/live")]
    [InlineData("/assets/main.js")]
    [InlineData("/metrics")]
    [InlineData("/")]
    [InlineData("/no/such/path")]
    public async Task Nothing_of_the_page_is_answered_without_its_token(string path)
    {
        await using var host = await RunningHost.StartAsync(Settings);
        foreach (var authorization in new[]
        {
            null, "Bearer", "Bearer wrong-token-0123456789", $"Bearer {DoorToken}", $"Basic {Token}", Token,
        })
        {
            using var answer = await GetAsync(host, path, authorization);
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
            Assert.Equal("Bearer", answer.Headers.WwwAuthenticate.Single().Scheme);
        }
    }

    [Theory]
    [InlineData("Bearer")]
    [InlineData("bearer")]
    public async Task A_request_with_the_token_is_answered(string scheme)
    {
        await using var host = await RunningHost.StartAsync(Settings);
        foreach (var path in new[] { "/", "/api/services", "/metrics" })
        {
            using var answer = await GetAsync(host, path, $"{scheme} {Token}");
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }
    }

    [Fact]
    public async Task Health_checks_need_no_token()
    {
        await using var host = await RunningHost.StartAsync(Settings);
        foreach (var port in new[] { host.Host.PageAddress, host.Host.OtlpHttpAddress, host.Host.ZipkinAddress, host.Host.TempoAddress })
        {
            foreach (var path in new[] { "/healthz", "/readyz" })
                Assert.Equal("ok\n", await host.Client.GetStringAsync(new Uri(port, path)));
        }
        using var client = new GrpcClient(host.Host.OtlpGrpcAddress);
        Assert.Equal(0, (await client.CallAsync("/grpc.health.v1.Health/Check", GrpcClient.Frame([]))).Status);
    }

    [Fact]
    public async Task The_door_of_Zipkin_answers_401_and_takes_spans_with_the_token()
    {
        await using var host = await RunningHost.StartAsync(Settings);
        foreach (var (token, status) in new[] { (Token, HttpStatusCode.Unauthorized), (DoorToken, HttpStatusCode.Accepted) })
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(host.Host.ZipkinAddress, "/api/v2/spans"))
            {
                Content = new StringContent("[]", MediaTypeHeaderValue.Parse("application/json")),
            };
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            using var answer = await host.Client.SendAsync(request);
            Assert.Equal(status, answer.StatusCode);
        }
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/x-protobuf")]
    public async Task A_door_of_HTTP_answers_401_with_a_status_in_the_encoding_of_the_request(string type)
    {
        await using var host = await RunningHost.StartAsync(Settings);
        using var answer = await host.PostAsync(Encoding.UTF8.GetBytes("{}"), type);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal("Bearer", answer.Headers.WwwAuthenticate.Single().Scheme);
        Assert.Equal(type, answer.Content.Headers.ContentType?.MediaType);
        // google.rpc.Status: field 1 is the code, field 2 the message.
        if (type == "application/json")
            Assert.Equal(Unauthenticated, (await RunningHost.JsonOf(answer)).GetProperty("code").GetInt32());
        else
            Assert.Equal([0x08, Unauthenticated, 0x12], (await answer.Content.ReadAsByteArrayAsync())[..3]);
    }

    [Fact]
    public async Task A_door_of_gRPC_answers_UNAUTHENTICATED()
    {
        await using var host = await RunningHost.StartAsync(Settings);
        using var client = new GrpcClient(host.Host.OtlpGrpcAddress);
        var without = await client.CallAsync(GrpcClient.Frame([]));
        Assert.Equal(Unauthenticated, without.Status);
        Assert.Contains("token", without.Message, StringComparison.Ordinal);
        foreach (var (token, status) in new[] { (Token, Unauthenticated), (DoorToken, 0) })
            Assert.Equal(status, (await client.CallAsync(GrpcClient.Frame([]), ("authorization", $"Bearer {token}"))).Status);
    }

    [Fact]
    public async Task A_door_of_gRPC_answers_another_Host_with_PERMISSION_DENIED()
    {
        await using var host = await RunningHost.StartAsync(Settings);
        using var client = new GrpcClient(host.Host.OtlpGrpcAddress);
        Assert.Equal(PermissionDenied, (await client.CallAsync(GrpcClient.Frame([]), ("host", "evil.example"))).Status);
    }

    [Theory]
    [InlineData(OtlpProtocol.HttpProtobuf)]
    [InlineData(OtlpProtocol.Grpc)]
    public async Task Our_own_sender_brings_the_token_and_gives_up_without_it(OtlpProtocol protocol)
    {
        await using var host = await RunningHost.StartAsync(Settings);
        var address = protocol == OtlpProtocol.Grpc
            ? host.Host.OtlpGrpcAddress
            : new Uri(host.Host.OtlpHttpAddress, "/v1/traces");
        using var sender = OtlpSender.To(new(address)
        {
            Protocol = protocol,
            Headers = [new("Authorization", $"Bearer {DoorToken}")],
        });
        Assert.Equal(SendResult.Taken, await sender.SendAsync(Array.Empty<byte>()));
        using var stranger = OtlpSender.To(new(address) { Protocol = protocol });
        Assert.Equal(SendOutcome.Refused, (await stranger.SendAsync(Array.Empty<byte>())).Outcome);
    }

    [Fact]
    public async Task Refusals_are_counted_and_told_with_the_address_and_without_the_token()
    {
        var told = new System.Collections.Concurrent.ConcurrentQueue<string>();
        await using var host = await TracingHost.StartAsync(
            Settings, sink => ActorEngine.Start("", [], Settings.Assembler, sink), told.Enqueue);
        using var client = new HttpClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "wrong-token-0123456789");
        for (var i = 0; i < 3; i++)
        {
            await client.PostAsync(new Uri(host.OtlpHttpAddress, "/v1/traces"), new StringContent("{}"));
            await client.GetAsync(new Uri(host.PageAddress, "/api/services"));
        }
        Assert.Equal(
        [
            "otlp-http: a request from 127.0.0.1 was refused with 401, it has no token, or a wrong one",
            "page: a request from 127.0.0.1 was refused with 401, it has no token, or a wrong one",
        ], told);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        var metrics = await client.GetStringAsync(new Uri(host.PageAddress, "/metrics"));
        Assert.Contains("tracing_door_bad_requests_total{door=\"otlp-http\"} 3\n", metrics, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_browser_brings_the_token_once_and_keeps_a_cookie_that_scripts_and_other_sites_do_not_get()
    {
        await using var host = await RunningHost.StartAsync(Settings);
        using var handler = new HttpClientHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() };
        using var browser = new HttpClient(handler) { BaseAddress = host.Host.PageAddress };
        using var signedIn = await browser.GetAsync(new Uri($"/graph?lookback=1h&token={Token}", UriKind.Relative));
        Assert.Equal(HttpStatusCode.SeeOther, signedIn.StatusCode);
        Assert.Equal("/graph?lookback=1h", signedIn.Headers.Location?.OriginalString);
        var cookie = Assert.Single(signedIn.Headers.GetValues("Set-Cookie"));
        Assert.Contains("; httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("; samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(Token, cookie, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync(new Uri("/api/services", UriKind.Relative))).StatusCode);

        // The cookie is for the page: it opens no door, and is no token.
        var value = handler.CookieContainer.GetAllCookies().Single().Value;
        Assert.Equal(HttpStatusCode.Unauthorized, (await GetAsync(host, "/api/services", $"Bearer {value}")).StatusCode);
        using var door = new HttpRequestMessage(HttpMethod.Post, new Uri(host.Host.OtlpHttpAddress, "/v1/traces"));
        door.Headers.Add("Cookie", $"tracing-host={value}");
        Assert.Equal(HttpStatusCode.Unauthorized, (await host.Client.SendAsync(door)).StatusCode);
    }

    [Theory]
    [InlineData("//evil.example/x", "/evil.example/x")]
    [InlineData("/%5Cevil.example", "/%5Cevil.example")]
    public async Task Signing_in_leads_to_no_other_host(string path, string location)
    {
        await using var host = await RunningHost.StartAsync(Settings);
        using var raw = await RawConnection.OpenAsync(host.Host.PageAddress);
        await raw.WriteAsync($"GET {path}?token={Token} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        var answer = await raw.ReadToEndAsync();
        Assert.Contains(" 303 ", answer, StringComparison.Ordinal);
        Assert.Contains($"\r\nLocation: {location}\r\n", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_browser_without_the_token_is_asked_for_it_and_a_wrong_one_is_said()
    {
        await using var host = await RunningHost.StartAsync(Settings);
        host.Client.DefaultRequestHeaders.Accept.Add(new("text/html"));
        using var asked = await host.GetAsync("/");
        Assert.Equal((HttpStatusCode.Unauthorized, "text/html"), (asked.StatusCode, asked.Content.Headers.ContentType?.MediaType));
        Assert.Contains("name=\"token\"", await asked.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var wrong = await host.GetAsync("/?token=wrong");
        Assert.Equal(HttpStatusCode.Unauthorized, wrong.StatusCode);
        Assert.False(wrong.Headers.Contains("Set-Cookie"));
        Assert.Contains("not the token", await wrong.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0123456789abcdef", true)]
    [InlineData("0123456789abcde", false)]
    [InlineData("0123456789 abcdef", false)]
    [InlineData("0123456789abcdéf", false)]
    [InlineData("", false)]
    public void A_token_is_long_enough_to_be_no_guess_and_fits_into_a_header(string text, bool isToken) =>
        Assert.Equal(isToken, AccessToken.TryCreate(text) is not null);

    private static Task<HttpResponseMessage> GetAsync(RunningHost host, string path, string? authorization)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, new Uri(host.Host.PageAddress, path));
        if (authorization is not null) request.Headers.TryAddWithoutValidation("Authorization", authorization);
        return host.Client.SendAsync(request);
    }
}
