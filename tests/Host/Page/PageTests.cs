using Microsoft.Playwright;
using Tracing.Assembling;

namespace Tracing.Hosting.Page;

public class PageTests
{
    private const string Waited = """,{"key":"tracing.mailbox_wait_ns","value":{"intValue":"1500000"}}""";
    private const string Failed = """
        ,"status":{"code":2,"message":"no stock"},"events":[{"timeUnixNano":"1767323045003000000","name":"exception",
        "attributes":[{"key":"exception.stacktrace","value":{"stringValue":"X: no stock\n   at Shop.Reserve()"}}]}]
        """;

    [ChromiumFact]
    public async Task A_trace_appears_as_it_closes_and_opens_as_a_waterfall_with_the_mailbox_wait_apart()
    {
        await using var host = await RunningHost.StartAsync();
        await using var browser = await Browser.StartAsync();
        var page = await browser.OpenAsync(host.Host.PageAddress);
        await Assertions.Expect(page.GetByText("No traces yet")).ToBeVisibleAsync();

        await host.PostAsync(SomeJson.RequestOf("shop", SomeJson.Span(1, 0, 1, "place order"),
            SomeJson.Span(2, 1, 0, "reserve", Failed, Waited, startMicros: 2_000, micros: 2_000)));
        var row = page.Locator(".trace-row");
        await Assertions.Expect(row).ToContainTextAsync("place order");
        await Assertions.Expect(row.Locator(".badge.exact")).ToBeVisibleAsync();
        await Assertions.Expect(row.Locator(".badge.error")).ToHaveTextAsync("1 error");

        await row.ClickAsync();
        await Assertions.Expect(page).ToHaveURLAsync($"{host.Host.PageAddress}trace/{SomeJson.TraceId}");
        await Assertions.Expect(page.Locator(".span-row")).ToHaveCountAsync(2);
        var failed = page.Locator(".span-row.failed");
        var wait = await failed.Locator(".wait").BoundingBoxAsync();
        var bar = await failed.Locator(".bar").BoundingBoxAsync();
        Assert.Equal(bar!.X, wait!.X + wait.Width, 1.0);
        Assert.InRange(wait.Width / bar.Width, 0.7, 0.8);

        await failed.ClickAsync();
        await Assertions.Expect(page.Locator(".details pre")).ToContainTextAsync("at Shop.Reserve()");
        Assert.Empty(browser.Problems);
    }

    [ChromiumFact]
    public async Task What_made_the_trace_take_its_time_is_marked_and_told_apart_from_what_ran_beside_it()
    {
        await using var host = await RunningHost.StartAsync();
        await host.PostAsync(SomeJson.Request(SomeJson.Span(1, 0, 2, "order", micros: 10_000),
            SomeJson.Span(2, 1, 0, "quick", startMicros: 1_000, micros: 3_000),
            SomeJson.Span(3, 1, 0, "slow", startMicros: 3_000, micros: 6_000)));
        await using var browser = await Browser.StartAsync();
        var page = await browser.OpenAsync(new Uri(host.Host.PageAddress, $"/trace/{SomeJson.TraceId}"));
        ILocator Row(string name) => page.Locator(".span-row", new() { HasText = name });
        await Assertions.Expect(Row("order").Locator(".critical")).ToHaveCountAsync(2);
        await Assertions.Expect(Row("quick").Locator(".critical")).ToHaveCountAsync(0);
        var marked = await Row("slow").Locator(".critical").BoundingBoxAsync();
        var bar = await Row("slow").Locator(".bar").BoundingBoxAsync();
        Assert.Equal((bar!.X, bar.Width), (marked!.X, marked.Width));

        await Row("order").ClickAsync();
        var facts = page.Locator(".details dl").First;
        await Assertions.Expect(facts).ToContainTextAsync("its own work2.00 ms");
        await Assertions.Expect(facts).ToContainTextAsync("critical path4.00 ms");
        Assert.Empty(browser.Problems);
    }

    [ChromiumFact]
    public async Task A_graph_shows_who_calls_whom_between_services_or_actors_and_leads_to_a_services_traces()
    {
        const string Orders = """,{"key":"akka.actor.path","value":{"stringValue":"/user/orders"}}""";
        const string Stock = """,{"key":"akka.actor.path","value":{"stringValue":"/user/stock"}}""";
        var startMicros = (DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() - 60_000 - 1_767_323_045_000) * 1_000;
        await using var host = await RunningHost.StartAsync();
        await using var browser = await Browser.StartAsync();
        var page = await browser.OpenAsync(host.Host.PageAddress);
        await page.GetByText("Graph").ClickAsync();
        await Assertions.Expect(page.Locator(".empty")).ToContainTextAsync("No span ran in that time.");

        // The shop calls the stock, which fails and calls back.
        await host.PostAsync(SomeJson.RequestOf("shop", SomeJson.Span(1, 0, 1, tags: Orders, startMicros: startMicros),
            SomeJson.Span(3, 2, 0, tags: Orders, startMicros: startMicros)));
        await host.PostAsync(SomeJson.RequestOf("stock", SomeJson.Span(2, 1, 1, "reserve", Failed, Stock, startMicros: startMicros)));
        await RunningHost.UntilAsync(() => host.GetJsonAsync("/api/traces?service=stock"), found => found.GetProperty("data").GetArrayLength() == 1);
        await page.GetByText("Refresh").ClickAsync();
        await Assertions.Expect(page.Locator(".node")).ToHaveCountAsync(2);
        await Assertions.Expect(page.Locator(".node.failed")).ToContainTextAsync("stock1 span, 1 failed");
        await Assertions.Expect(page.Locator(".edge.backward")).ToHaveAttributeAsync("data-from", "stock");
        await Assertions.Expect(page.Locator(".edge.failed text")).ToHaveTextAsync("1 (1 failed)");
        var shop = await page.Locator("[data-name=shop]").BoundingBoxAsync();
        var stock = await page.Locator("[data-name=stock]").BoundingBoxAsync();
        Assert.True(shop!.X + shop.Width < stock!.X, $"{shop.X} {stock.X}");

        await page.GetByLabel("Between").SelectOptionAsync("actor");
        await Assertions.Expect(page.Locator("[data-name='/user/orders']")).ToContainTextAsync("2 spans");
        await page.GetByLabel("Between").SelectOptionAsync("service");
        await page.Locator("[data-name=stock]").ClickAsync();
        await Assertions.Expect(page.GetByLabel("Service")).ToHaveValueAsync("stock");
        await Assertions.Expect(page.Locator(".trace-row")).ToHaveCountAsync(1);
        Assert.Empty(browser.Problems);
    }

    [ChromiumFact]
    public async Task Two_traces_are_compared_by_choosing_one_and_opening_the_other()
    {
        const string Other = "00000000000000000000000000000022";
        await using var host = await RunningHost.StartAsync();
        await host.PostAsync(SomeJson.Request(SomeJson.Span(1, 0, 2, "order", micros: 10_000),
            SomeJson.Span(2, 1, 0, "reserve", micros: 3_000), SomeJson.Span(3, 1, 0, "pay", startMicros: 4_000, micros: 2_000)));
        await host.PostAsync(SomeJson.Request(SomeJson.Span(4, 0, 2, "order", traceId: Other, micros: 9_000),
            SomeJson.Span(5, 4, 0, "reserve", Failed, traceId: Other, micros: 7_000),
            SomeJson.Span(6, 4, 0, "ship", traceId: Other, startMicros: 8_000, micros: 1_000)));
        await using var browser = await Browser.StartAsync();
        var page = await browser.OpenAsync(host.Host.PageAddress);
        await page.Locator($"[data-id='{SomeJson.TraceId}']").ClickAsync();
        await page.GetByText("Compare…").ClickAsync();
        await page.GetByText("← All traces").ClickAsync();
        await page.Locator($"[data-id='{Other}']").ClickAsync();
        await page.GetByText($"Compare with {SomeJson.TraceId[..8]}…").ClickAsync();

        await Assertions.Expect(page).ToHaveURLAsync($"{host.Host.PageAddress}compare/{SomeJson.TraceId}/{Other}");
        var rows = page.Locator(".compare-row:not(.heading)");
        await Assertions.Expect(rows).ToHaveTextAsync(
            ["ordershop10.0 ms9.00 ms−1.00 ms", "reserveshop3.00 ms7.00 ms, failed+4.00 ms", "payshop2.00 ms–gone", "shipshop–1.00 msnew"]);
        await Assertions.Expect(rows.Nth(1)).ToHaveClassAsync("compare-row slower");

        await page.GotoAsync($"{host.Host.PageAddress}compare/{SomeJson.TraceId}/0000000000000000000000000000ffff");
        await Assertions.Expect(page.Locator(".empty")).ToContainTextAsync("0000000000000000000000000000ffff");
        // The browser itself says of it that it was not found.
        Assert.All(browser.Problems, problem => Assert.Contains("404", problem, StringComparison.Ordinal));
    }

    [ChromiumFact]
    public async Task A_traces_address_opens_it_once_it_has_closed_and_a_gap_shows_where_a_span_is_missing()
    {
        var settings = RunningHost.Settings with
        {
            Assembler = new AssemblerSettings
            {
                Settle = TimeSpan.FromMilliseconds(50),
                MaxAge = TimeSpan.FromMilliseconds(100),
            },
        };
        await using var host = await RunningHost.StartAsync(settings);
        await host.PostAsync(SomeJson.Request(SomeJson.Span(1, 0, 1), SomeJson.Span(3, 2, 0)));
        await using var browser = await Browser.StartAsync();
        var page = await browser.OpenAsync(new Uri(host.Host.PageAddress, $"/trace/{SomeJson.TraceId}"));
        await Assertions.Expect(page.Locator(".span-row.gap")).ToContainTextAsync("span 0000000000000002 is missing");
        await Assertions.Expect(page.Locator(".note")).ToContainTextAsync("partial (age)");
    }

    [ChromiumFact]
    public async Task Markup_in_a_spans_name_is_shown_as_text()
    {
        await using var host = await RunningHost.StartAsync();
        await host.PostAsync(SomeJson.Request(SomeJson.Span(1, name: "<img src=x onerror=document.title='owned'>")));
        await using var browser = await Browser.StartAsync();
        var page = await browser.OpenAsync(host.Host.PageAddress);
        await Assertions.Expect(page.Locator(".trace-row")).ToContainTextAsync("<img src=x");
        await page.Locator(".trace-row").ClickAsync();
        await Assertions.Expect(page.Locator(".span-row")).ToContainTextAsync("<img src=x");
        Assert.Equal(0, await page.Locator("img").CountAsync());
    }

    [ChromiumFact]
    public async Task A_trace_can_be_read_with_the_keyboard_alone()
    {
        await using var host = await RunningHost.StartAsync();
        await host.PostAsync(SomeJson.Request(SomeJson.Span(1, 0, 1, "place order"), SomeJson.Span(2, 1, 0, "reserve")));
        await using var browser = await Browser.StartAsync();
        var page = await browser.OpenAsync(host.Host.PageAddress);
        await page.Locator(".trace-row").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.Locator(".rows").FocusAsync();
        await page.Keyboard.PressAsync("ArrowDown");
        await page.Keyboard.PressAsync("ArrowDown");
        await Assertions.Expect(page.Locator(".details h2")).ToHaveTextAsync("reserve");
        await page.Keyboard.PressAsync("ArrowUp");
        await page.Keyboard.PressAsync("ArrowLeft");
        await Assertions.Expect(page.Locator(".span-row")).ToHaveCountAsync(1);
    }

    [ChromiumFact]
    public async Task A_page_finds_its_way_back_to_a_host_that_was_started_again()
    {
        var first = await RunningHost.StartAsync();
        var settings = RunningHost.Settings with { PagePort = first.Host.PageAddress.Port };
        await using var browser = await Browser.StartAsync();
        var page = await browser.OpenAsync(first.Host.PageAddress);
        await Assertions.Expect(page.Locator("#live")).ToHaveTextAsync("live");
        await first.DisposeAsync();
        await Assertions.Expect(page.Locator("#live")).ToHaveTextAsync("reconnecting…");

        await using var second = await RunningHost.StartAsync(settings);
        await second.PostAsync(SomeJson.Request(SomeJson.Span(1, name: "after")));
        await Assertions.Expect(page.Locator(".trace-row")).ToContainTextAsync("after", new() { Timeout = 15_000 });
    }

    [ChromiumFact]
    public async Task A_trace_of_thousands_of_spans_puts_only_those_in_sight_into_the_page()
    {
        const int Spans = 3_000;
        await using var host = await RunningHost.StartAsync();
        await host.PostAsync(SomeJson.Request([SomeJson.Span(1, 0, Spans - 1),
            .. Enumerable.Range(2, Spans - 1).Select(id => SomeJson.Span(id, 1, name: $"work {id}", startMicros: id))]));
        await using var browser = await Browser.StartAsync();
        var page = await browser.OpenAsync(new Uri(host.Host.PageAddress, $"/trace/{SomeJson.TraceId}"));
        await Assertions.Expect(page.Locator(".span-row").GetByText("work 5", new() { Exact = true })).ToBeVisibleAsync();
        Assert.InRange(await page.Locator(".span-row").CountAsync(), 10, 100);
        await page.Locator(".rows").FocusAsync();
        await page.Keyboard.PressAsync("End");
        await Assertions.Expect(page.Locator(".span-row").GetByText($"work {Spans}", new() { Exact = true })).ToBeVisibleAsync();
    }
}
