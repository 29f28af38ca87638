using System.CommandLine;
using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Tracing.Configuration;
using Tracing.Hosting.CommandLine;
using Tracing.Hosting.Security;
using Tracing.Hosting.Web;

namespace Tracing.Hosting.Page;

public sealed partial class BasePathTests
{
    private const string Token = "page-token-0123456789";

    private static HostSettings Settings { get; } = RunningHost.Settings with { BasePath = "/tracing" };

    private static HostSettings WithToken { get; } = Settings with
    {
        Security = SecuritySettings.None with { PageToken = AccessToken.TryCreate(Token) },
    };

    [Fact]
    public async Task Pages_assets_and_APIs_are_answered_below_the_path()
    {
        await using var host = await RunningHost.StartAsync(Settings);
        await host.PostAsync(SomeJson.RequestOf("a/b", SomeJson.Span(1, 0, 0, "work")));
        var page = await (await host.GetAsync("/tracing/trace/1")).Content.ReadAsStringAsync();
        var addresses = Address().Matches(page).Select(static match => match.Groups[1].Value).ToArray();
        Assert.True(addresses.Length > 5);
        foreach (var address in addresses)
        {
            Assert.StartsWith("/tracing/", address, StringComparison.Ordinal);
            Assert.Equal(HttpStatusCode.OK, (await host.GetAsync(address)).StatusCode);
        }
        var operations = await RunningHost.UntilAsync(() => host.GetJsonAsync("/tracing/api/services/a%2Fb/operations"),
            static answer => answer.GetProperty("data").GetArrayLength() == 1);
        Assert.Equal("work", operations.GetProperty("data")[0].GetString());
        foreach (var path in new[] { "/tracing", "/tracing/", "/tracing/metrics", "/tracing/readyz", "/tracing/api/search" })
            Assert.Equal(HttpStatusCode.OK, (await host.GetAsync(path)).StatusCode);
    }

    [Fact]
    public async Task Requests_without_the_path_are_answered_too_and_other_paths_are_not()
    {
        await using var host = await RunningHost.StartAsync(Settings);
        Assert.Equal(HttpStatusCode.OK, (await host.GetAsync("/api/services")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await host.GetAsync("/tracings/api/services")).StatusCode);
        await using var plain = await RunningHost.StartAsync();
        Assert.Equal(HttpStatusCode.NotFound, (await plain.GetAsync("/tracing/api/services")).StatusCode);
    }

    [Fact]
    public async Task Signing_in_stays_below_the_path_and_so_does_the_cookie()
    {
        await using var host = await RunningHost.StartAsync(WithToken);
        using var handler = new HttpClientHandler { AllowAutoRedirect = false };
        using var browser = new HttpClient(handler) { BaseAddress = host.Host.PageAddress };
        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.GetAsync("/tracing/api/services")).StatusCode);
        using var signedIn = await browser.GetAsync($"/tracing/graph?lookback=1h&token={Token}");
        Assert.Equal((HttpStatusCode.SeeOther, "/tracing/graph?lookback=1h"),
            (signedIn.StatusCode, signedIn.Headers.Location?.OriginalString));
        Assert.Contains("; path=/tracing;", signedIn.Headers.GetValues("Set-Cookie").Single(), StringComparison.OrdinalIgnoreCase);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/tracing/api/services")).StatusCode);
    }

    [Theory]
    [InlineData("/tracing", "/tracing")]
    [InlineData("/a/b-c.d/", "/a/b-c.d")]
    [InlineData("/", "")]
    [InlineData("tracing", null)]
    [InlineData("/../x", null)]
    [InlineData("//evil.example", null)]
    [InlineData("/a\"b", null)]
    [InlineData("/a b", null)]
    public void A_path_that_would_need_escaping_is_refused(string text, string? read)
    {
        var flags = new CollectorFlags(SettingFlags.OfHost());
        var command = new RootCommand();
        flags.AddTo(command);
        var (_, config) = flags.Read(command.Parse(["--base-path", text]));
        if (read is not null) Assert.Equal(read, HostSettings.Read(config).BasePath);
        else Assert.Contains("--base-path", Assert.Throws<ConfigurationException>(() => HostSettings.Read(config)).Message,
            StringComparison.Ordinal);
    }

    [ChromiumFact]
    public async Task A_browser_signs_in_sees_traces_come_and_follows_links_without_leaving_the_path()
    {
        await using var host = await RunningHost.StartAsync(WithToken);
        host.Client.DefaultRequestHeaders.Authorization = new("Bearer", Token);
        await using var browser = await Browser.StartAsync();
        var page = await browser.OpenAsync(new Uri(host.Host.PageAddress, "/tracing/"));
        await page.Locator("input[name=token]").FillAsync(Token);
        await page.Locator("button").ClickAsync();
        await Assertions.Expect(page.GetByText("No traces yet")).ToBeVisibleAsync();
        browser.Problems.Clear();
        var asked = new System.Collections.Concurrent.ConcurrentQueue<string>();
        page.Request += (_, request) => asked.Enqueue(new Uri(request.Url).AbsolutePath);

        await page.ReloadAsync();
        await host.PostAsync(SomeJson.RequestOf("shop", SomeJson.Span(1, 0, 1, "place order")));
        await host.PostAsync(SomeJson.RequestOf("stock", SomeJson.Span(2, 1, 0, "reserve", startMicros: 1_000)));
        // Over the stream of events.
        await Assertions.Expect(page.Locator(".trace-row")).ToContainTextAsync("place order");
        await page.Locator(".trace-row").ClickAsync();
        await Assertions.Expect(page.Locator(".span-row")).ToHaveCountAsync(2);
        await page.GetByText("reserve").First.ClickAsync();
        await Assertions.Expect(page).ToHaveURLAsync(
            $"{host.Host.PageAddress}tracing/trace/{SomeJson.TraceId}?span=0000000000000002");
        await page.GetByText("All traces").ClickAsync();
        await Assertions.Expect(page).ToHaveURLAsync($"{host.Host.PageAddress}tracing/");
        await page.Locator("select[name=service]").SelectOptionAsync("shop");
        await Assertions.Expect(page.Locator(".trace-row")).ToHaveCountAsync(1);
        Assert.StartsWith($"{host.Host.PageAddress}tracing/?", page.Url, StringComparison.Ordinal);
        // The way back to the list, after a reload, does not have the path twice.
        await page.Locator(".trace-row").ClickAsync();
        await page.ReloadAsync();
        await page.GetByText("All traces").ClickAsync();
        await Assertions.Expect(page.Locator(".trace-row")).ToHaveCountAsync(1);
        await page.GetByText("Graph", new() { Exact = true }).ClickAsync();
        await Assertions.Expect(page).ToHaveURLAsync($"{host.Host.PageAddress}tracing/graph");
        Assert.All(asked, static path => Assert.StartsWith("/tracing/", path, StringComparison.Ordinal));
        Assert.Contains("/tracing/api/live", asked);
        Assert.Contains("/tracing/api/graph", asked);
        Assert.Empty(browser.Problems);
    }

    [GeneratedRegex("(?:href|src)=\"(/[^\"]*)\"")]
    private static partial Regex Address();
}
