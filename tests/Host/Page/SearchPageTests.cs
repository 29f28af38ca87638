using System.Diagnostics;
using System.Globalization;
using Microsoft.Playwright;

namespace Tracing.Hosting.Page;

public class SearchPageTests
{
    private const string Failed = """
        ,"status":{"code":2,"message":"no stock"},"events":[{"timeUnixNano":"1767323045003000000","name":"exception",
        "attributes":[{"key":"exception.type","value":{"stringValue":"OutOfStock"}},
        {"key":"exception.stacktrace","value":{"stringValue":"X: no stock\n   at Shop.Reserve()"}}]}]
        """;

    private const string Order = """,{"key":"order.id","value":{"stringValue":"A 17"}}""";

    private static string Id(int trace) => trace.ToString("x32", CultureInfo.InvariantCulture);

    private static long MicrosAgo(TimeSpan time) =>
        (DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() - (long)time.TotalMilliseconds - 1_767_323_045_000) * 1_000;

    [ChromiumFact]
    public async Task An_order_of_thirteen_minutes_ago_is_found_by_its_tag_and_its_address_shows_the_failed_span_again()
    {
        await using var host = await RunningHost.StartAsync();
        var then = MicrosAgo(TimeSpan.FromMinutes(13));
        await host.PostAsync(SomeJson.RequestOf("shop", SomeJson.Span(1, 0, 2, "POST /checkout", startMicros: then),
            SomeJson.Span(2, 1, 0, "quick", startMicros: then),
            SomeJson.Span(3, 1, 0, "reserve", Failed, Order, startMicros: then + 1_000)));
        // More traces since than the live list keeps.
        await host.PostAsync(SomeJson.RequestOf("noise", [.. Enumerable.Range(1, 500).Select(trace =>
            SomeJson.Span(1, 0, 0, "tick", traceId: Id(trace), startMicros: MicrosAgo(TimeSpan.FromMinutes(1))))]));
        await RunningHost.UntilAsync(() => host.GetJsonAsync("/api/search?limit=1000"), found => found.GetProperty("traces").GetArrayLength() == 501);
        await using var browser = await Browser.StartAsync();
        foreach (var (width, colours) in new[] { (500, ColorScheme.Dark), (1400, ColorScheme.Light) })
        {
            var page = await browser.OpenAsync(host.Host.PageAddress, width, 850, colours);
            await Assertions.Expect(page.Locator(".trace-row").First).ToContainTextAsync("tick");
            await Assertions.Expect(page.Locator("select[name=service] option")).ToHaveTextAsync(["All services", "noise", "shop"]);

            await page.GetByText("More", new() { Exact = true }).ClickAsync();
            await page.GetByLabel("Tags").FillAsync("order.id=\"A 17\"");
            await Assertions.Expect(page.Locator(".trace-row")).ToHaveCountAsync(1);
            await Assertions.Expect(page.Locator(".trace-row")).ToContainTextAsync("POST /checkout");
            var search = page.Url;
            await page.Locator(".trace-row").ClickAsync();
            await page.GetByText("Next error").ClickAsync();
            await Assertions.Expect(page.Locator(".details h2")).ToHaveTextAsync("reserve");
            Assert.EndsWith($"/trace/{SomeJson.TraceId}?span=0000000000000003", page.Url, StringComparison.Ordinal);
            await NothingScrollsSidewaysAsync(page, $"{width}");

            var anew = await browser.OpenAsync(new Uri(page.Url), width, 850, colours);
            await Assertions.Expect(anew.Locator(".details h2")).ToHaveTextAsync("reserve");
            await Assertions.Expect(anew.Locator(".details h2")).ToBeInViewportAsync();
            await Assertions.Expect(anew.Locator(".span-row.chosen")).ToContainTextAsync("reserve");
            await anew.GotoAsync(search);
            await Assertions.Expect(anew.Locator(".trace-row")).ToHaveCountAsync(1);
            await Assertions.Expect(anew.GetByLabel("Tags")).ToHaveValueAsync("order.id=\"A 17\"");
        }
        Assert.Empty(browser.Problems);
    }

    [ChromiumFact]
    public async Task A_query_in_TraceQL_is_in_the_address_and_an_error_is_shown_at_its_column()
    {
        await using var host = await RunningHost.StartAsync();
        await host.PostAsync(SomeJson.RequestOf("shop", SomeJson.Span(1, 0, 1, "buy", traceId: Id(1)),
            SomeJson.Span(2, 1, 0, "reserve", Failed, traceId: Id(1))));
        await host.PostAsync(SomeJson.RequestOf("bank", SomeJson.Span(1, name: "pay", traceId: Id(2))));
        await using var browser = await Browser.StartAsync();
        var page = await browser.OpenAsync(host.Host.PageAddress);
        var (rows, language) = (page.Locator(".trace-row"), page.GetByRole(AriaRole.Button, new() { Name = "TraceQL" }));
        var (query, problem) = (page.GetByLabel("TraceQL"), page.Locator(".problem"));
        await page.GetByLabel("Service", new() { Exact = true }).SelectOptionAsync("bank");
        await Assertions.Expect(rows).ToContainTextAsync(["pay"]);
        await language.ClickAsync();
        // The query says what the other fields said.
        await Assertions.Expect(page).ToHaveURLAsync($"{host.Host.PageAddress}");
        await Assertions.Expect(page.GetByLabel("Service", new() { Exact = true })).ToBeHiddenAsync();
        await query.FillAsync("{ resource.service.name = \"shop\" } >> { status = error }");
        await Assertions.Expect(rows).ToHaveCountAsync(1);
        await Assertions.Expect(rows).ToContainTextAsync(["buy"]);
        var address = page.Url;
        Assert.Contains("q=", address, StringComparison.Ordinal);

        await query.FillAsync("{ status = error } ||\n{ name = }");
        await Assertions.Expect(problem).ToContainTextAsync("{ name = }\n         ^\nline 2, column 10: ");
        await Assertions.Expect(query).ToHaveAttributeAsync("aria-invalid", "true");
        Assert.Single(browser.Problems, static text => text.Contains("400", StringComparison.Ordinal));
        browser.Problems.Clear();
        await page.GotoAsync(address);
        await page.ReloadAsync();
        await Assertions.Expect(rows).ToContainTextAsync(["buy"]);
        await Assertions.Expect(query).ToHaveValueAsync("{ resource.service.name = \"shop\" } >> { status = error }");
        await Assertions.Expect(problem).ToBeHiddenAsync();
        await language.ClickAsync();
        await Assertions.Expect(page).ToHaveURLAsync($"{host.Host.PageAddress}");
        await Assertions.Expect(rows).ToHaveCountAsync(2);
        Assert.Empty(browser.Problems);
    }

    [ChromiumFact]
    public async Task Filters_are_in_the_address_and_follow_back_and_forward()
    {
        await using var host = await RunningHost.StartAsync();
        await host.PostAsync(SomeJson.RequestOf("shop", SomeJson.Span(1, name: "buy", traceId: Id(1), micros: 9_000)));
        await host.PostAsync(SomeJson.RequestOf("bank", SomeJson.Span(1, name: "pay", more: Failed, traceId: Id(2), micros: 1_000)));
        await using var browser = await Browser.StartAsync();
        var page = await browser.OpenAsync(host.Host.PageAddress);
        var rows = page.Locator(".trace-row");
        await Assertions.Expect(rows).ToHaveCountAsync(2);
        await page.GetByLabel("Service", new() { Exact = true }).SelectOptionAsync("shop");
        await Assertions.Expect(rows).ToHaveCountAsync(1);
        await page.GetByLabel("Service", new() { Exact = true }).SelectOptionAsync("");
        await page.GetByText("Errors only").ClickAsync();
        await Assertions.Expect(page).ToHaveURLAsync($"{host.Host.PageAddress}?error=true");
        await Assertions.Expect(rows).ToContainTextAsync(["pay"]);
        await page.GoBackAsync();
        await page.GoBackAsync();
        await Assertions.Expect(page).ToHaveURLAsync($"{host.Host.PageAddress}?service=shop");
        await Assertions.Expect(rows).ToContainTextAsync(["buy"]);
        await page.GoForwardAsync();
        await page.GoForwardAsync();
        await Assertions.Expect(rows).ToContainTextAsync(["pay"]);
        await page.ReloadAsync();
        await Assertions.Expect(rows).ToContainTextAsync(["pay"]);
        await page.GetByText("Errors only").ClickAsync();
        await page.Locator(".traces-head").GetByText("Duration").ClickAsync();
        await Assertions.Expect(rows).ToContainTextAsync(["buy", "pay"]);
        await page.GetByLabel("Text", new() { Exact = true }).FillAsync("PAY");
        await Assertions.Expect(rows).ToContainTextAsync(["pay"]);
        await page.GetByLabel("Text", new() { Exact = true }).FillAsync(Id(1));
        await Assertions.Expect(rows).ToContainTextAsync(["buy"]);
        Assert.Empty(browser.Problems);
    }

    [ChromiumFact]
    public async Task More_results_come_by_page_and_a_condition_that_cannot_be_read_is_told()
    {
        await using var host = await RunningHost.StartAsync();
        await host.PostAsync(SomeJson.RequestOf("shop", [.. Enumerable.Range(1, 120).Select(trace =>
            SomeJson.Span(1, 0, 0, $"work {trace}", traceId: Id(trace), startMicros: trace))]));
        await using var browser = await Browser.StartAsync();
        var page = await browser.OpenAsync(new Uri(host.Host.PageAddress, "/?service=shop"));
        var rows = page.Locator(".trace-row");
        await Assertions.Expect(rows).ToHaveCountAsync(50);
        await page.GetByText("More traces").ClickAsync();
        await Assertions.Expect(rows).ToHaveCountAsync(100);
        await page.GetByText("More traces").ClickAsync();
        await Assertions.Expect(rows).ToHaveCountAsync(120);
        await Assertions.Expect(page.Locator(".end")).ToHaveTextAsync("120 traces, no more");
        Assert.Equal(Enumerable.Range(1, 120).Reverse().Select(trace => $"work {trace}"),
            await page.Locator(".trace-row .operation").AllTextContentsAsync());
        Assert.Empty(browser.Problems);

        await page.GotoAsync($"{host.Host.PageAddress}?tag=nonsense");
        await Assertions.Expect(page.Locator(".empty")).ToContainTextAsync("parameter 'tag': nonsense: must be name=value");
    }

    [ChromiumFact]
    public async Task A_click_on_a_value_or_on_an_edge_of_the_graph_filters()
    {
        var now = MicrosAgo(TimeSpan.FromSeconds(60));
        await using var host = await RunningHost.StartAsync();
        await host.PostAsync(SomeJson.RequestOf("shop", SomeJson.Span(1, 0, 1, "buy", startMicros: now)));
        await host.PostAsync(SomeJson.RequestOf("stock", SomeJson.Span(2, 1, 0, "reserve", Failed, Order, startMicros: now)));
        await host.PostAsync(SomeJson.RequestOf("stock", SomeJson.Span(1, 0, 0, "count", traceId: Id(7), startMicros: now)));
        await RunningHost.UntilAsync(() => host.GetJsonAsync("/api/search"), found => found.GetProperty("traces").GetArrayLength() == 2);
        await using var browser = await Browser.StartAsync();
        var page = await browser.OpenAsync(new Uri(host.Host.PageAddress, $"/trace/{SomeJson.TraceId}?span=0000000000000002"));
        var rows = page.Locator(".trace-row");
        foreach (var value in new[] { "A 17", "OutOfStock", "reserve" })
        {
            await page.Locator(".details").GetByRole(AriaRole.Link, new() { Name = value, Exact = true }).ClickAsync();
            await Assertions.Expect(rows).ToContainTextAsync(["buy"]);
            await page.GoBackAsync();
        }
        await page.Locator(".details").GetByRole(AriaRole.Link, new() { Name = "node-1" }).ClickAsync();
        await Assertions.Expect(rows).ToHaveCountAsync(2);

        await page.GotoAsync($"{host.Host.PageAddress}graph");
        await page.Locator(".edge text").ClickAsync();
        await Assertions.Expect(page).ToHaveURLAsync($"{host.Host.PageAddress}?service=stock&caller=shop&since=1h");
        await Assertions.Expect(rows).ToContainTextAsync(["buy"]);
        await page.GetByText("caller: shop ✕").ClickAsync();
        await Assertions.Expect(rows).ToHaveCountAsync(2);
        Assert.Empty(browser.Problems);
    }

    [ChromiumFact]
    public async Task In_a_trace_spans_are_found_folded_and_zoomed_and_the_whole_is_downloaded()
    {
        await using var host = await RunningHost.StartAsync();
        await host.PostAsync(SomeJson.Request(SomeJson.Span(1, 0, 2, "root", micros: 10_000),
            SomeJson.Span(2, 1, 1, "left", micros: 2_000), SomeJson.Span(3, 2, 0, "leaf one", Failed, micros: 1_000),
            SomeJson.Span(4, 1, 1, "right", startMicros: 8_000, micros: 2_000),
            SomeJson.Span(5, 4, 0, "leaf two", Failed, startMicros: 9_000, micros: 1_000)));
        await using var browser = await Browser.StartAsync();
        var page = await browser.OpenAsync(new Uri(host.Host.PageAddress, $"/trace/{SomeJson.TraceId}"));
        var (rows, chosen) = (page.Locator(".span-row"), page.Locator(".span-row.chosen .operation"));
        await Assertions.Expect(rows).ToHaveCountAsync(5);
        await page.GetByText("Collapse all").ClickAsync();
        await Assertions.Expect(rows).ToHaveCountAsync(1);
        // Going to a span opens what is above it.
        await page.GetByText("Next error").ClickAsync();
        await Assertions.Expect(chosen).ToHaveTextAsync("leaf one");
        await page.GetByText("Next error").ClickAsync();
        await Assertions.Expect(chosen).ToHaveTextAsync("leaf two");
        await page.GetByText("Next error").ClickAsync();
        await Assertions.Expect(chosen).ToHaveTextAsync("leaf one");
        await page.GetByLabel("Find in this trace").FillAsync("leaf");
        await Assertions.Expect(page.Locator(".hits")).ToHaveTextAsync("2");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(chosen).ToHaveTextAsync("leaf two");
        await page.Keyboard.PressAsync("Shift+Enter");
        await Assertions.Expect(chosen).ToHaveTextAsync("leaf one");
        await page.GetByText("Expand all").ClickAsync();

        // The words of mailboxes are those of actors.
        await Assertions.Expect(page.Locator(".legend")).ToHaveTextAsync("runsfailedcritical path");
        var bar = rows.Filter(new() { HasText = "right" }).Locator(".bar");
        var before = (await bar.BoundingBoxAsync())!.Width;
        await page.GetByLabel("Zoom in").ClickAsync();
        await Assertions.Expect(page.Locator(".waterfall")).ToHaveClassAsync("waterfall zoomed");
        await page.Locator(".rows").FocusAsync();
        await page.Keyboard.PressAsync(".");
        await page.Keyboard.PressAsync(".");
        Assert.Equal(2 * before, (await bar.BoundingBoxAsync())!.Width, 3.0);
        await page.GetByText("Whole").ClickAsync();
        Assert.Equal(before, (await bar.BoundingBoxAsync())!.Width, 1.0);

        var ticks = (await page.Locator(".ticks").BoundingBoxAsync())!;
        await page.Mouse.MoveAsync(ticks.X + (ticks.Width * 0.8f), ticks.Y + 10);
        await page.Mouse.DownAsync();
        await page.Mouse.MoveAsync(ticks.X + ticks.Width, ticks.Y + 10);
        await page.Mouse.UpAsync();
        Assert.Equal(5 * before, (await bar.BoundingBoxAsync())!.Width, 10.0);

        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByText("Download").ClickAsync());
        Assert.Equal($"trace-{SomeJson.TraceId}.json", download.SuggestedFilename);
        var text = await File.ReadAllTextAsync(await download.PathAsync());
        Assert.Equal(5, text.Split("\"spanId\"").Length - 1);
        Assert.Empty(browser.Problems);
    }

    [ChromiumFact]
    public async Task On_a_narrow_page_nothing_scrolls_sideways_and_the_details_of_a_large_trace_are_reached_at_once()
    {
        const int Spans = 5_000;
        await using var host = await RunningHost.StartAsync();
        await host.PostAsync(SomeJson.Request([SomeJson.Span(1, 0, Spans - 1, "a root with a name that is far too long for one narrow line", micros: 90_000),
            .. Enumerable.Range(2, Spans - 1).Select(id => SomeJson.Span(id, 1, name: $"work {id}", tags: Order, startMicros: id))]));
        await host.PostAsync(SomeJson.RequestOf("a-service-with-a-rather-long-name", SomeJson.Span(1, more: Failed, traceId: Id(7))));
        await using var browser = await Browser.StartAsync();
        var page = await browser.OpenAsync(host.Host.PageAddress);
        await page.SetViewportSizeAsync(500, 800);
        await Assertions.Expect(page.Locator(".trace-row")).ToHaveCountAsync(2);
        await page.GetByText("More", new() { Exact = true }).ClickAsync();
        foreach (var path in new[] { "", "?tag=order.id%3D%22A+17%22&service=shop&actor=%2Fuser%2Fsome%2Flong%2Fpath%2Fof%2Fan%2Factor%2Fthat%2Fis%2Flong",
            $"trace/{SomeJson.TraceId}", $"compare/{SomeJson.TraceId}/{Id(7)}" })
        {
            await page.GotoAsync($"{host.Host.PageAddress}{path}");
            await Assertions.Expect(page.Locator("#view > *").Nth(1)).ToBeVisibleAsync();
            await NothingScrollsSidewaysAsync(page, path);
        }

        foreach (var (width, height) in new[] { (500, 800), (1400, 900) })
        {
            await page.SetViewportSizeAsync(width, height);
            var watch = Stopwatch.StartNew();
            await page.GotoAsync($"{host.Host.PageAddress}trace/{SomeJson.TraceId}");
            await page.Locator(".span-row").Nth(3).ClickAsync();
            await Assertions.Expect(page.Locator(".details h2")).ToBeInViewportAsync();
            // Drawing every row takes several times as long.
            Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(10));
            Assert.InRange(await page.Locator(".span-row").CountAsync(), 5, 60);
            await NothingScrollsSidewaysAsync(page, $"{width}");
            // What is under the middle of a thing is the thing itself, so nothing covers it.
            foreach (var part in new[] { ".details h2", ".details .close", ".span-row.chosen" })
                Assert.True(await page.Locator(part).EvaluateAsync<bool>("""
                    part => {
                      const box = part.getBoundingClientRect();
                      return part.contains(document.elementFromPoint(box.x + Math.min(box.width, 120) / 2, box.y + box.height / 2));
                    }
                    """), $"{part} at {width}");
            await page.Locator(".details .close").ClickAsync();
            await Assertions.Expect(page.Locator(".details")).ToBeHiddenAsync();
        }
        Assert.Empty(browser.Problems);
    }

    private static async Task NothingScrollsSidewaysAsync(IPage page, string where) => Assert.True(await page.EvaluateAsync<bool>("""
        () => [document.documentElement, ...document.querySelectorAll('section, form, .toolbar, .rows, .traces')]
            .every(part => part.scrollWidth <= part.clientWidth)
        """), where);
}
