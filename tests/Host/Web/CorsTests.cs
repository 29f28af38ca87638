using System.Net;
using Akka.Configuration;
using Tracing.Actors;
using Tracing.Configuration;
using Tracing.Hosting.Security;

namespace Tracing.Hosting.Web;

public sealed class CorsTests
{
    private const string Shop = "https://shop.example", Board = "https://board.example", Stranger = "https://evil.example";
    private const string Token = "cors-token-0123456789";

    private static HostSettings Settings { get; } = RunningHost.Settings with
    {
        Security = SecuritySettings.None with
        {
            PageToken = AccessToken.TryCreate(Token),
            DoorsToken = AccessToken.TryCreate(Token),
            DoorCors = new CorsRule([Shop], ["authorization", "content-type"]),
            QueryCors = new CorsRule([Board], ["authorization"]),
        },
    };

    [Fact]
    public async Task By_default_no_other_origin_is_let_in()
    {
        await using var host = await RunningHost.StartAsync();
        foreach (var address in new[]
        {
            new Uri(host.Host.OtlpHttpAddress, "/v1/traces"), new Uri(host.Host.PageAddress, "/api/services"),
        })
        {
            using var preflight = await PreflightAsync(host, address, Shop, "POST", "content-type");
            Assert.False(IsAllowed(preflight, Shop));
        }
    }

    [Fact]
    public async Task A_preflight_of_a_page_that_may_send_spans_is_answered_without_a_token_and_its_request_with_it()
    {
        await using var host = await RunningHost.StartAsync(Settings);
        var door = new Uri(host.Host.OtlpHttpAddress, "/v1/traces");
        using var preflight = await PreflightAsync(host, door, Shop, "POST", "authorization,content-type");
        Assert.Equal(HttpStatusCode.NoContent, preflight.StatusCode);
        Assert.True(IsAllowed(preflight, Shop));
        Assert.Contains("POST", Header(preflight, "Access-Control-Allow-Methods"), StringComparison.Ordinal);
        Assert.Contains("authorization", Header(preflight, "Access-Control-Allow-Headers"), StringComparison.OrdinalIgnoreCase);
        Assert.Equal("", Header(preflight, "Access-Control-Allow-Credentials"));

        using var taken = await SendAsync(host, door, Shop, $"Bearer {Token}");
        Assert.Equal(HttpStatusCode.OK, taken.StatusCode);
        Assert.True(IsAllowed(taken, Shop));
        // A script must be able to see why it was refused.
        using var refused = await SendAsync(host, door, Shop, "Bearer wrong-token-0123456789");
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.True(IsAllowed(refused, Shop));
    }

    [Fact]
    public async Task A_page_whose_origin_alone_is_set_sends_what_an_exporter_in_a_browser_sends()
    {
        var config = new ConfigReader(new HoconSource(
            ConfigurationFactory.ParseString($"tracing.host.cors.origins = \"{Shop}\"")));
        await using var host = await RunningHost.StartAsync(
            RunningHost.Settings with { Security = SecuritySettings.Read(config) });
        foreach (var door in new[]
        {
            new Uri(host.Host.OtlpHttpAddress, "/v1/traces"), new Uri(host.Host.ZipkinAddress, "/api/v2/spans"),
        })
        {
            using var preflight = await PreflightAsync(host, door, Shop, "POST", "content-type");
            Assert.True(IsAllowed(preflight, Shop));
            Assert.Contains("content-type", Header(preflight, "Access-Control-Allow-Headers"), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(Stranger, "POST", "content-type")]
    [InlineData("null", "POST", "content-type")]
    [InlineData("http://shop.example", "POST", "content-type")]
    [InlineData("https://shop.example.evil.example", "POST", "content-type")]
    public async Task A_preflight_of_another_origin_lets_nothing_in(string origin, string method, string headers)
    {
        await using var host = await RunningHost.StartAsync(Settings);
        using var preflight = await PreflightAsync(
            host, new Uri(host.Host.OtlpHttpAddress, "/v1/traces"), origin, method, headers);
        Assert.False(IsAllowed(preflight, origin));
    }

    [Fact]
    public async Task A_page_that_may_send_spans_may_not_read_traces_and_the_other_way_round()
    {
        await using var host = await RunningHost.StartAsync(Settings);
        var (door, api) = (new Uri(host.Host.OtlpHttpAddress, "/v1/traces"), new Uri(host.Host.PageAddress, "/api/services"));
        using var reads = await PreflightAsync(host, api, Board, "GET", "authorization");
        Assert.True(IsAllowed(reads, Board));
        using var shopReads = await PreflightAsync(host, api, Shop, "GET", "authorization");
        Assert.False(IsAllowed(shopReads, Shop));
        using var boardSends = await PreflightAsync(host, door, Board, "POST", "content-type");
        Assert.False(IsAllowed(boardSends, Board));
    }

    [Fact]
    public async Task Text_plain_which_needs_no_preflight_stays_refused()
    {
        await using var host = await RunningHost.StartAsync(Settings);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(host.Host.OtlpHttpAddress, "/v1/traces"))
        {
            Content = new StringContent(SomeJson.Request(SomeJson.Span(1))),
        };
        request.Headers.Add("Origin", Shop);
        request.Headers.Add("Authorization", $"Bearer {Token}");
        using var answer = await host.Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.StatusCode);
    }

    [Fact]
    public async Task What_a_page_of_a_stranger_sends_without_asking_is_refused_on_every_door()
    {
        await using var host = await RunningHost.StartAsync();
        foreach (var door in new[]
        {
            new Uri(host.Host.OtlpHttpAddress, "/v1/traces"), new Uri(host.Host.ZipkinAddress, "/api/v2/spans"),
        })
        {
            // A blob without a type is a request for which browsers do not ask first, and for Zipkin it is JSON.
            using var request = new HttpRequestMessage(HttpMethod.Post, door);
            request.Content = new ByteArrayContent("[]"u8.ToArray());
            request.Headers.Add("Origin", Stranger);
            using var answer = await host.Client.SendAsync(request);
            Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        }
    }

    private static Task<HttpResponseMessage> PreflightAsync(
        RunningHost host, Uri address, string origin, string method, string headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Options, address);
        request.Headers.Add("Origin", origin);
        request.Headers.Add("Access-Control-Request-Method", method);
        request.Headers.Add("Access-Control-Request-Headers", headers);
        return host.Client.SendAsync(request);
    }

    private static Task<HttpResponseMessage> SendAsync(RunningHost host, Uri address, string origin, string authorization)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, address)
        {
            Content = new StringContent("{}", new System.Net.Http.Headers.MediaTypeHeaderValue("application/json")),
        };
        request.Headers.Add("Origin", origin);
        request.Headers.Add("Authorization", authorization);
        return host.Client.SendAsync(request);
    }

    private static bool IsAllowed(HttpResponseMessage answer, string origin) =>
        Header(answer, "Access-Control-Allow-Origin") is var allowed && (allowed == origin || allowed == "*");

    private static string Header(HttpResponseMessage answer, string name) =>
        answer.Headers.TryGetValues(name, out var values) ? string.Join(",", values) : "";
}
