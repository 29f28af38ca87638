using Microsoft.Playwright;

namespace Tracing.Hosting.Page;

public sealed class FiguresPageTests
{
    private const string Failed = ""","status":{"code":2,"message":"no stock"}""";

    private const string Cashier = """,{"key":"akka.actor.type","value":{"stringValue":"Shop.Cashier"}}""";

    [Fact]
    public async Task Figures_are_answered_by_operation_service_and_actor_type_with_traces_that_stand_for_them()
    {
        await using var host = await StartAsync();
        var rows = (await host.GetJsonAsync("/api/figures")).GetProperty("rows");
        Assert.Equal(["pay", "place order", "ship"],
            rows.EnumerateArray().Select(static row => row.GetProperty("operation").GetString()).Order());
        var pay = rows.EnumerateArray().Single(static row => row.GetProperty("operation").GetString() == "pay");
        Assert.Equal((3, 1, 60), (pay.GetProperty("spans").GetInt32(), pay.GetProperty("failed").GetInt32(),
            pay.GetProperty("steps").GetArrayLength()));
        Assert.InRange(pay.GetProperty("p50Nanos").GetDouble(), 80e6 * 0.978, 80e6 * 1.022);
        Assert.Equal($"{3:x32}", pay.GetProperty("slowest")[0].GetProperty("id").GetString());
        var failed = Assert.Single(pay.GetProperty("failedTraces").EnumerateArray());
        Assert.Equal($"{1:x32}", failed.GetProperty("id").GetString());
        Assert.Equal("Shop.Cashier", (await host.GetJsonAsync("/api/figures?by=actor&service=bank&since=24h"))
            .GetProperty("rows")[0].GetProperty("actorType").GetString());
        var services = await host.GetJsonAsync("/api/figures?by=service&since=168h");
        Assert.Equal(2, services.GetProperty("rows").GetArrayLength());
        Assert.Equal("parameter 'by': must be service, operation or actor",
            (await host.GetJsonAsync("/api/figures?by=taste")).GetProperty("error").GetString());
        Assert.Equal("parameter 'since': must be 1h, 24h or 168h",
            (await host.GetJsonAsync("/api/figures?since=2h")).GetProperty("error").GetString());
    }

    [ChromiumFact]
    public async Task The_page_shows_rate_errors_and_durations_and_leads_to_the_traces()
    {
        await using var host = await StartAsync();
        await using var browser = await Browser.StartAsync();
        var page = await browser.OpenAsync(host.Host.PageAddress);
        await page.GetByText("Figures", new() { Exact = true }).ClickAsync();
        var pay = page.Locator("[data-name=pay]");
        await Assertions.Expect(pay.Locator(".failed-share")).ToHaveTextAsync("33 %");
        await Assertions.Expect(pay.Locator(".p95")).ToHaveTextAsync("88.9 ms");
        var rows = page.Locator(".figure-row:not(.heading)");
        await Assertions.Expect(rows.First).ToHaveAttributeAsync("data-name", "pay");
        await page.GetByText("Spans/s").ClickAsync();
        await Assertions.Expect(page).ToHaveURLAsync($"{host.Host.PageAddress}figures?by=operation&since=1h&sort=rate");

        await pay.GetByText("bank").ClickAsync();
        await Assertions.Expect(rows).ToHaveCountAsync(1);
        await page.GetByText("service: bank ✕").ClickAsync();
        await Assertions.Expect(rows).ToHaveCountAsync(3);
        await page.GetByLabel("By").SelectOptionAsync("actor");
        await Assertions.Expect(page.Locator("[data-name='Shop.Cashier']")).ToBeVisibleAsync();
        await page.GoBackAsync();
        await Assertions.Expect(pay).ToBeVisibleAsync();

        await pay.Locator(".exemplars a.bad").First.ClickAsync();
        await Assertions.Expect(page).ToHaveURLAsync($"{host.Host.PageAddress}trace/{1:x32}");
        await page.GoBackAsync();
        await pay.Locator(".failed-share").ClickAsync();
        await Assertions.Expect(page.Locator(".trace-row")).ToHaveCountAsync(1);
        Assert.Empty(browser.Problems);
    }

    [ChromiumFact]
    public async Task At_500_pixels_nothing_scrolls_sideways_and_the_traces_can_be_reached()
    {
        await using var host = await StartAsync();
        await using var browser = await Browser.StartAsync();
        var page = await browser.OpenAsync(new Uri(host.Host.PageAddress, "/figures"));
        foreach (var width in (int[])[500, 900, 1400])
        {
            await page.SetViewportSizeAsync(width, 700);
            await Assertions.Expect(page.Locator("[data-name=pay] .exemplars a.bad")).ToBeVisibleAsync();
            Assert.True(await page.EvaluateAsync<bool>(
                "() => [document.scrollingElement, document.querySelector('.figures')].every(one => one.scrollWidth <= innerWidth)"));
            if (Environment.GetEnvironmentVariable("SCREENSHOTS") is not { } folder) continue;
            foreach (var scheme in (ColorScheme[])[ColorScheme.Light, ColorScheme.Dark])
            {
                await page.EmulateMediaAsync(new() { ColorScheme = scheme });
                await page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"figures-{width}-{scheme}.png") });
            }
        }
        Assert.Empty(browser.Problems);
    }

    private static async Task<RunningHost> StartAsync()
    {
        var host = await RunningHost.StartAsync();
        var ago = (DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() - 90_000 - 1_767_323_045_000) * 1_000;
        for (var i = 1; i <= 3; i++)
        {
            var trace = $"{i:x32}";
            await host.PostAsync(SomeJson.RequestOf("shop",
                SomeJson.Span(1, 0, 2, "place order", traceId: trace, startMicros: ago),
                SomeJson.Span(3, 1, 0, "ship", traceId: trace, startMicros: ago)));
            await host.PostAsync(SomeJson.RequestOf("bank",
                SomeJson.Span(2, 1, 0, "pay", i == 1 ? Failed : "", Cashier, trace, ago, 60_000 + (i * 10_000))));
        }
        await RunningHost.UntilAsync(() => host.GetJsonAsync("/api/figures"), static found =>
            found.GetProperty("rows").EnumerateArray()
            .Sum(static row => row.GetProperty("spans").GetInt32()) == 9);
        return host;
    }
}
